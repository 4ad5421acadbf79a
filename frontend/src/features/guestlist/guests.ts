import { keepPreviousData, type QueryClient } from '@tanstack/react-query'
import {
  countEventRegistrationsOptions,
  getEventQueryKey,
  listEventRegistrationsInfiniteOptions,
} from '@/api/generated/@tanstack/react-query.gen'
import { eventsChanged } from '@/features/events/cache'
import type { Which } from '@/features/listfilter/which'

export const STEPS = ['joined', 'consented', 'selfie'] as const
export type GuestSearch = Which<(typeof STEPS)[number]>

const AT_ONCE = 50

export function guestPages(eventId: string, { state, search }: GuestSearch) {
  return {
    ...listEventRegistrationsInfiniteOptions({ path: { event_id: eventId }, query: { state, search, limit: AT_ONCE } }),
    initialPageParam: '',
    getNextPageParam: (page: { next?: string | null }) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  }
}

export const guestCounts = (eventId: string) => countEventRegistrationsOptions({ path: { event_id: eventId } })

/** A guest went: their place in the list, the counts and the event's numbers are asked for anew. */
export async function guestsChanged(queries: QueryClient, eventId: string): Promise<void> {
  const path = { event_id: eventId }
  await Promise.all([
    queries.invalidateQueries({ queryKey: [{ _id: 'listEventRegistrations', path }] }),
    queries.invalidateQueries({ queryKey: guestCounts(eventId).queryKey }),
    queries.invalidateQueries({ queryKey: getEventQueryKey({ path }) }),
    queries.invalidateQueries({ queryKey: [{ _id: 'listEventMatches', path }] }),
    eventsChanged(queries),
  ])
}
