import { keepPreviousData } from '@tanstack/react-query'
import { listEventsInfiniteOptions } from '@/api/generated/@tanstack/react-query.gen'

export const STATES = ['upcoming', 'live', 'delivered', 'expired'] as const
export type StateFilter = (typeof STATES)[number]

/** Which events are listed; part of the page's address. */
export interface EventSearch {
  state?: StateFilter
  search?: string
}

const AT_ONCE = 24

export function asEventSearch(said: Record<string, unknown>): EventSearch {
  const state = STATES.find((known) => known === said.state)
  const search = typeof said.search === 'string' ? said.search.slice(0, 200) : ''
  return { ...(state && { state }), ...(search && { search }) }
}

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
