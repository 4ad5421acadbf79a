import { queryOptions } from '@tanstack/react-query'
import { type EventOut, listEvents } from '@/api/generated'
import { dayOf } from '@/features/events/wallClock'
import { addDays, addMonths, daysBetween } from './month'

/** Events that began this many days before a month are looked for too: they may go on in it. */
const DAYS_BEFORE = 31
const AT_ONCE = 200

/** Every event that a calendar of this month may show, the soonest first. */
export function eventsAround(month: string) {
  // A day of the week before the month and after it, and of zones on the other side of the date line.
  const from = addDays(`${month}-01`, -DAYS_BEFORE - 8)
  const before = addDays(`${addMonths(month, 1)}-01`, 9)
  return queryOptions({
    queryKey: [{ _id: 'listEvents', month }],
    queryFn: async ({ signal }) => {
      const found: EventOut[] = []
      let cursor: string | undefined
      do {
        const { data } = await listEvents({
          query: { starts_from: `${from}T00:00:00Z`, starts_before: `${before}T00:00:00Z`, order: 'soonest', limit: AT_ONCE, cursor },
          signal,
          throwOnError: true,
        })
        found.push(...data.items)
        cursor = data.next ?? undefined
      } while (cursor)
      return found
    },
  })
}

/** Events by the days on which they are, each on the clocks of its venue. */
export function byDay(events: EventOut[]): Map<string, EventOut[]> {
  const days = new Map<string, EventOut[]>()
  for (const event of events) {
    // One that ends at midnight is not on the day that begins then.
    const last = Math.max(Date.parse(event.starts_at), Date.parse(event.ends_at) - 1)
    for (const day of daysBetween(dayOf(event.starts_at, event.timezone), dayOf(last, event.timezone))) {
      days.set(day, [...(days.get(day) ?? []), event])
    }
  }
  return days
}
