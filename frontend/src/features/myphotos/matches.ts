import { type InfiniteData, type QueryClient, infiniteQueryOptions } from '@tanstack/react-query'
import type { ListMatchesResponse, MatchOut } from '@/api/generated'
import { listMatchesInfiniteOptions } from '@/api/generated/@tanstack/react-query.gen'

export type Order = 'rank' | 'favourites'
export type Pages = InfiniteData<ListMatchesResponse>

const PAGE = 100

/** One's photos, page by page. */
export function matchesOptions(registrationId: string, order: Order) {
  const asked = { path: { registration_id: registrationId }, query: { order, limit: PAGE } }
  return infiniteQueryOptions({
    ...listMatchesInfiniteOptions(asked),
    initialPageParam: asked,
    getNextPageParam: (page) => page.next ?? undefined,
  })
}

/** Whether a query is a list of this guest's photos, in whatever order. */
function isListOf(registrationId: string) {
  return ({ queryKey }: { queryKey: readonly unknown[] }) => {
    const asked = queryKey[0] as { _id?: string; path?: { registration_id?: string } } | undefined
    return asked?._id === 'listMatches' && asked.path?.registration_id === registrationId
  }
}

/** Changes what is known of one's photos before the server answers; gives back how to undo it. */
export async function change(
  queries: QueryClient,
  registrationId: string,
  edit: (matches: MatchOut[]) => MatchOut[],
): Promise<() => void> {
  const filter = { predicate: isListOf(registrationId) }
  await queries.cancelQueries(filter)
  const before = queries.getQueriesData<Pages>(filter)
  queries.setQueriesData<Pages>(filter, (known) => known && { ...known, pages: known.pages.map((page) => ({ ...page, items: edit(page.items) })) })
  return () => before.forEach(([key, known]) => queries.setQueryData(key, known))
}

export function loadAnew(queries: QueryClient, registrationId: string): Promise<void> {
  return queries.invalidateQueries({ predicate: isListOf(registrationId) })
}

/** The list of photos was destroyed: nothing of it stays in the page's memory. */
export function forgetMatches(queries: QueryClient, registrationId: string): void {
  queries.removeQueries({ predicate: isListOf(registrationId) })
}
