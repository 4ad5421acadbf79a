import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import { listAlbums, listLabels, listLabelsAmong, listSavedSearches, searchPhotos, suggestFilters } from '@/api/generated'
import {
  listAlbumsInfiniteQueryKey,
  listLabelsInfiniteQueryKey,
  listSavedSearchesInfiniteQueryKey,
  searchPhotosInfiniteQueryKey,
  suggestFiltersQueryKey,
} from '@/api/generated/@tanstack/react-query.gen'
import { inPieces } from '@/features/photos/actions'
import type { Asked } from './looking'
import { countriesMeant, monthsMeant } from './meant'

export type AlbumsBy = 'month' | 'day' | 'city'

/** The first page is on the screen soon; the others come ahead of who scrolls. */
const FIRST_PAGE = 120
const NEXT_PAGES = 500
const ALBUMS_AT_ONCE = 60
const KEPT_AT_ONCE = 100
const OFFERED_LABELS = 8
/** New photos are found some seconds after they are ready. */
const SETTLING_MS = 2_000

/** The photos that are found, page by page; how many there are comes with the first. */
export function foundOptions(libraryId: string, filters: Asked) {
  return infiniteQueryOptions({
    queryKey: searchPhotosInfiniteQueryKey({ path: { library_id: libraryId }, query: filters }),
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...filters, count: !pageParam, cursor: pageParam || undefined, limit: pageParam ? NEXT_PAGES : FIRST_PAGE }
      return (await searchPhotos({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 && state.data.pages[0]?.settling ? SETTLING_MS : false),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
}

/** How many there are, without any of them. */
export function numberFoundOptions(libraryId: string, filters: Asked) {
  return queryOptions({
    queryKey: [{ _id: 'searchPhotos', counted: true, libraryId, filters }],
    queryFn: async ({ signal }) => {
      const { data } = await searchPhotos({ path: { library_id: libraryId }, query: { ...filters, limit: 1 }, signal, throwOnError: true })
      return { count: data.count ?? 0, more: data.more ?? false }
    },
  })
}

/** What may be meant by what was typed so far. */
export function suggestionsOptions(libraryId: string, text: string) {
  const query = { text, month: monthsMeant(text), country: countriesMeant(text) }
  return queryOptions({
    queryKey: suggestFiltersQueryKey({ path: { library_id: libraryId }, query }),
    queryFn: async ({ signal }) => (await suggestFilters({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data,
  })
}

export function albumsOptions(libraryId: string, by: AlbumsBy) {
  return infiniteQueryOptions({
    queryKey: listAlbumsInfiniteQueryKey({ path: { library_id: libraryId }, query: { by } }),
    queryFn: async ({ pageParam, signal }) => {
      const query = { by, cursor: pageParam || undefined, limit: ALBUMS_AT_ONCE }
      return (await listAlbums({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

export function savedOptions(libraryId: string) {
  return infiniteQueryOptions({
    queryKey: listSavedSearchesInfiniteQueryKey({ path: { library_id: libraryId } }),
    queryFn: async ({ pageParam, signal }) => {
      const query = { cursor: pageParam || undefined, limit: KEPT_AT_ONCE }
      return (await listSavedSearches({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

/** The labels of a library, by name. */
export function labelsOptions(libraryId: string, search: string) {
  return infiniteQueryOptions({
    queryKey: listLabelsInfiniteQueryKey({ path: { library_id: libraryId }, query: { search } }),
    queryFn: async ({ pageParam, signal }) => {
      const query = { search, cursor: pageParam || undefined, limit: ALBUMS_AT_ONCE }
      return (await listLabels({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

/** Labels that have these letters in their name. */
export function offeredLabelsOptions(libraryId: string, search: string) {
  return queryOptions({
    queryKey: [{ _id: 'listLabels', offered: true, libraryId, search }],
    queryFn: async ({ signal }) => {
      const query = { search, limit: OFFERED_LABELS }
      return (await listLabels({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data.items
    },
  })
}

/** The labels that some of these photos have, with how many of them have each. */
export function labelsAmongOptions(libraryId: string, ids: readonly string[]) {
  return queryOptions({
    queryKey: [{ _id: 'listLabelsAmong', libraryId, ids }],
    queryFn: async ({ signal }) => {
      const found = new Map<string, number>()
      for (const piece of inPieces(ids)) {
        const { data } = await listLabelsAmong({ path: { library_id: libraryId }, body: { ids: piece }, signal, throwOnError: true })
        for (const label of data.labels) found.set(label.name, (found.get(label.name) ?? 0) + label.photo_count)
      }
      return [...found].map(([name, count]) => ({ name, count }))
    },
    staleTime: 0,
  })
}

const ABOUT_LABELS: ReadonlySet<unknown> = new Set(['getPhoto', 'getLabel', 'listLabels', 'listLabelsAmong', 'searchPhotos', 'suggestFilters'])

/** Labels changed, or what has them: everything that tells of them is asked for anew. */
export function labelsChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({
    predicate: ({ queryKey: [first] }) => typeof first === 'object' && first !== null && '_id' in first && ABOUT_LABELS.has(first._id),
  })
}

export function savedChanged(queries: QueryClient, libraryId: string): Promise<void> {
  return queries.invalidateQueries({ queryKey: savedOptions(libraryId).queryKey })
}
