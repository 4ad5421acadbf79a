import type { QueryClient } from '@tanstack/react-query'
import type { EventOut } from '@/api/generated'
import { getEventQueryKey } from '@/api/generated/@tanstack/react-query.gen'

/** An event changed: what shows events in lists or counts them is asked for anew when it is looked at. */
export async function eventsChanged(queries: QueryClient): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: [{ _id: 'listEvents' }] }),
    queries.invalidateQueries({ queryKey: [{ _id: 'listDeletedEvents' }] }),
    queries.invalidateQueries({ queryKey: [{ _id: 'getDashboard' }] }),
  ])
}

/** The server said what an event is now. */
export async function eventIs(queries: QueryClient, event: EventOut): Promise<void> {
  queries.setQueryData(getEventQueryKey({ path: { event_id: event.id } }), event)
  await eventsChanged(queries)
}
