import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query'
import { listEventMatches, type PageReviewOut, type ReviewOut } from '@/api/generated'
import { listEventMatchesInfiniteQueryKey } from '@/api/generated/@tanstack/react-query.gen'

export type MatchPages = InfiniteData<PageReviewOut, string>

const PAGE = 100

/** Matches of an event that wait for its host, the surest first. */
export function waitingOptions(eventId: string) {
  return infiniteQueryOptions({
    queryKey: listEventMatchesInfiniteQueryKey({ path: { event_id: eventId }, query: { state: 'waiting' } }),
    queryFn: async ({ pageParam, signal }) => {
      const query = { state: 'waiting' as const, cursor: pageParam || undefined, limit: PAGE }
      const { data } = await listEventMatches({ path: { event_id: eventId }, query, signal, throwOnError: true })
      return data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  })
}

/** A match that was taken out of the list, and where it stood. */
export interface Taken {
  match: ReviewOut
  page: number
  index: number
}

/** The list without some matches, and what was taken out of it. */
export function without(data: MatchPages, ids: ReadonlySet<string>): { data: MatchPages; taken: Taken[] } {
  const taken: Taken[] = []
  const pages = data.pages.map((one, page) => {
    const items = one.items.filter((match, index) => {
      if (!ids.has(match.id)) return true
      taken.push({ match, page, index })
      return false
    })
    return items.length === one.items.length ? one : { ...one, items }
  })
  return { data: { ...data, pages }, taken }
}

/** The list with matches back where they stood; those that are there already stay as they are. */
export function withBack(data: MatchPages, taken: readonly Taken[]): MatchPages {
  const pages = data.pages.map((one) => ({ ...one, items: [...one.items] }))
  const there = new Set(pages.flatMap((one) => one.items.map((match) => match.id)))
  for (const { match, page, index } of taken) {
    if (there.has(match.id)) continue
    const items = (pages[page] ?? pages.at(-1))?.items
    items?.splice(Math.min(index, items.length), 0, match)
  }
  return { ...data, pages }
}

export interface GuestGroup {
  id: string
  name: string
  selfie: string | null
  matches: ReviewOut[]
}

/** Matches by whose they are; guests in the order of their surest match. */
export function byGuest(matches: readonly ReviewOut[]): GuestGroup[] {
  const groups = new Map<string, GuestGroup>()
  for (const match of matches) {
    const { id, name } = match.registration
    const group = groups.get(id) ?? { id, name, selfie: match.selfie_crop, matches: [] }
    group.matches.push(match)
    groups.set(id, group)
  }
  return [...groups.values()]
}
