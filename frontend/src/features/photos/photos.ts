import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query'
import { listEventPhotos, listLibraryPhotos, type PagePhotoOut, type PhotoOut } from '@/api/generated'
import { listEventPhotosInfiniteQueryKey, listLibraryPhotosInfiniteQueryKey, type listPersonPhotosInfiniteQueryKey, type searchPhotosInfiniteQueryKey } from '@/api/generated/@tanstack/react-query.gen'

export type PhotoState = 'received' | 'processing' | 'ready' | 'failed'
export const PHOTO_STATES: readonly PhotoState[] = ['received', 'processing', 'ready', 'failed']

/** The first page is on the screen soon; the others come ahead of who scrolls. */
const FIRST_PAGE = 120
const NEXT_PAGES = 500

const ABOUT_ALBUMS: ReadonlySet<unknown> = new Set(['listAlbums', 'listLabels', 'suggestFilters', 'listCameras'])

type Pages = InfiniteData<PagePhotoOut, string>

function keyOf(eventId: string, state?: PhotoState) {
  return listEventPhotosInfiniteQueryKey({ path: { event_id: eventId }, query: state ? { state } : undefined })
}

/**
 * All photos of an event in their order, page by page.
 *
 * Asking for it anew means all pages again, so it is not done by the clock: who changes photos says so, and during an
 * ingest the grid looks at the progress.
 */
export function photosOptions(eventId: string, state?: PhotoState) {
  return infiniteQueryOptions({
    queryKey: keyOf(eventId, state),
    queryFn: async ({ pageParam, signal }) => {
      const query = { state, cursor: pageParam || undefined, limit: pageParam ? NEXT_PAGES : FIRST_PAGE }
      const { data } = await listEventPhotos({ path: { event_id: eventId }, query, signal, throwOnError: true })
      return data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
}

/** All photos of one's own library without an event, as above. */
export function libraryPhotosOptions(libraryId: string) {
  return infiniteQueryOptions({
    queryKey: listLibraryPhotosInfiniteQueryKey({ path: { library_id: libraryId } }),
    queryFn: async ({ pageParam, signal }) => {
      const query = { cursor: pageParam || undefined, limit: pageParam ? NEXT_PAGES : FIRST_PAGE }
      const { data } = await listLibraryPhotos({ path: { library_id: libraryId }, query, signal, throwOnError: true })
      return data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
}

/** Looks again at every list of an event's photos, or of a library's without one, at those of people, and at what searches find. */
export function refreshPhotos(queries: QueryClient, eventId: string): Promise<void> {
  return queries.invalidateQueries({ predicate: ({ queryKey }) => isListOf(queryKey, eventId) || countsPhotos(queryKey) })
}

/** Photos came, went or were changed: albums, labels and suggestions count and show others. */
export function albumsChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({
    predicate: ({ queryKey: [first] }) => typeof first === 'object' && first !== null && '_id' in first && ABOUT_ALBUMS.has(first._id),
  })
}

/** Changes photos in every list that holds them; `undefined` takes one out. Returns a way back. */
export function changePhotos(
  queries: QueryClient,
  eventId: string,
  ids: ReadonlySet<string>,
  change: (photo: PhotoOut) => PhotoOut | undefined,
): () => void {
  const before = queries.getQueriesData<Pages>({ predicate: ({ queryKey }) => isListOf(queryKey, eventId) })
  for (const [key, data] of before) {
    if (!data) continue
    const pages = data.pages.map((page) => {
      if (!page.items.some((photo) => ids.has(photo.id))) return page
      return { ...page, items: page.items.map((photo) => (ids.has(photo.id) ? change(photo) : photo)).filter((one) => !!one) }
    })
    queries.setQueryData(key, { ...data, pages })
  }
  return () => before.forEach(([key, data]) => queries.setQueryData(key, data))
}

/** Whether it tells how many photos people are in. */
function countsPhotos([first]: readonly unknown[]): boolean {
  const { _id: operation } = (first ?? {}) as { _id?: string }
  return operation === 'getPersonTimeline' || operation === 'listPersonCompany'
}

/** @param home id of an event, or of a library without one. */
function isListOf(queryKey: readonly unknown[], home: string): boolean {
  const [first] = queryKey as ReturnType<
    typeof listEventPhotosInfiniteQueryKey | typeof listLibraryPhotosInfiniteQueryKey | typeof listPersonPhotosInfiniteQueryKey | typeof searchPhotosInfiniteQueryKey
  >
  if (typeof first !== 'object' || !('_infinite' in first)) return false
  if (first._id === 'listEventPhotos') return 'event_id' in first.path && first.path.event_id === home
  if (first._id === 'listLibraryPhotos') return 'library_id' in first.path && first.path.library_id === home
  return first._id === 'listPersonPhotos' || first._id === 'searchPhotos'
}
