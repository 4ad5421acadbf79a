import { infiniteQueryOptions } from '@tanstack/react-query'
import { listListedEventsInfiniteOptions, listRegistrationsInfiniteOptions } from '@/api/generated/@tanstack/react-query.gen'

/** The events one joined, the newest first. */
export function myEventsOptions() {
  return infiniteQueryOptions({
    ...listRegistrationsInfiniteOptions(),
    initialPageParam: {},
    getNextPageParam: (page) => page.next ?? undefined,
  })
}

/** Events that anyone may see, those that begin last first. */
export function listedOptions() {
  return infiniteQueryOptions({
    ...listListedEventsInfiniteOptions(),
    initialPageParam: {},
    getNextPageParam: (page) => page.next ?? undefined,
  })
}
