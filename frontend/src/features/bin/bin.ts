import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query'
import { listDeletedEventsInfiniteOptions, listDeletedPhotosInfiniteOptions } from '@/api/generated/@tanstack/react-query.gen'

/** How often a page of what was deleted looks again: others restore too, and time destroys. */
export const LOOK_AGAIN_MS = 60_000

const EVENTS_AT_ONCE = 50
const PHOTOS_AT_ONCE = 200

/** The deleted events that can still be restored, the last one first. */
export function deletedEvents() {
  return infiniteQueryOptions({
    ...listDeletedEventsInfiniteOptions({ query: { limit: EVENTS_AT_ONCE } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  })
}

/** The deleted photos of an event that can still be restored, in the order of its grid. */
export function deletedPhotos(eventId: string) {
  return infiniteQueryOptions({
    ...listDeletedPhotosInfiniteOptions({ path: { event_id: eventId }, query: { limit: PHOTOS_AT_ONCE } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  })
}

/** Photos went into an event's bin, or came out of it. */
export function photoBinChanged(queries: QueryClient, eventId: string): Promise<void> {
  return queries.invalidateQueries({ queryKey: deletedPhotos(eventId).queryKey })
}

/** What of a list can still be brought back at a moment of this device's clock. */
export function restorable<Item extends { restorable_until: string }>(
  data: InfiniteData<{ items: Item[] }, unknown> | undefined,
  now: number,
): Item[] {
  return data?.pages.flatMap((page) => page.items.filter((item) => Date.parse(item.restorable_until) > now)) ?? []
}

/** How many there are, as far as is known: "3", "50+". */
export function counted(data: InfiniteData<{ items: unknown[]; next?: string | null }, unknown> | undefined): string | null {
  const count = data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0
  return count === 0 ? null : `${count}${data?.pages.at(-1)?.next ? '+' : ''}`
}
