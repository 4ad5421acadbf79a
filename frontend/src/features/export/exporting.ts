import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { estimateExport, listLabels } from '@/api/generated'
import { estimateExportQueryKey, listLabelsQueryKey } from '@/api/generated/@tanstack/react-query.gen'

/** Most people that one export names; all of them need no names. */
export const EXPORT_MOST = 200

const LABELS_OFFERED = 200

export type Regions = 'none' | 'sidecar' | 'embedded'

/** What is taken out of a library, and how. */
export interface Wish {
  /** These people; everybody where nobody is named. */
  people: readonly string[]
  named: boolean
  label?: number
  size: 'original' | 'web'
  regions: Regions
  together: boolean
  nobody: boolean
}

/** The wish as the API takes it; what is as it would be anyway is left out. */
export function asQuery(wish: Wish) {
  const some = wish.people.length > 0
  return {
    size: wish.size,
    ...(some ? { people: [...wish.people] } : {}),
    ...(wish.named && !some ? { named: true } : {}),
    ...(wish.label === undefined ? {} : { label: wish.label }),
    ...(wish.regions === 'none' ? {} : { regions: wish.regions }),
    ...(wish.together ? { together: true } : {}),
    ...(wish.nobody && !some ? { nobody: true } : {}),
  }
}

/** Where the browser fetches it. */
export function exportAddress(libraryId: string, wish: Wish): string {
  const pairs = Object.entries(asQuery(wish)).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, String(one)]))
  return `/api/v1/libraries/${libraryId}/people.zip?${new URLSearchParams(pairs).toString()}`
}

/** How many photos and bytes that is. */
export function estimateOptions(libraryId: string, wish: Wish) {
  const query = asQuery(wish)
  return queryOptions({
    queryKey: estimateExportQueryKey({ path: { library_id: libraryId }, query }),
    queryFn: async ({ signal }) => (await estimateExport({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
}

/** The labels of a library, as far as they are offered. */
export function labelsOptions(libraryId: string) {
  const query = { limit: LABELS_OFFERED }
  return queryOptions({
    queryKey: listLabelsQueryKey({ path: { library_id: libraryId }, query }),
    queryFn: async ({ signal }) => (await listLabels({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data.items,
  })
}
