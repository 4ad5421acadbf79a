import { keepPreviousData } from '@tanstack/react-query'
import { listEventsInfiniteOptions } from '@/api/generated/@tanstack/react-query.gen'
import type { Which } from '@/features/listfilter/which'

export const STATES = ['upcoming', 'live', 'delivered', 'expired'] as const
export type EventSearch = Which<(typeof STATES)[number]>

const AT_ONCE = 24

/** Pages of one's events: what comes next first where that is asked for, else the newest first. */
export function eventPages({ state, search }: EventSearch) {
  const order = state === 'upcoming' || state === 'live' ? 'soonest' : 'newest'
  return {
    ...listEventsInfiniteOptions({ query: { state, search, order, limit: AT_ONCE } }),
    initialPageParam: '',
    getNextPageParam: (page: { next?: string | null }) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  }
}
