import { queryOptions } from '@tanstack/react-query'
import { type EventOut, listEvents } from '@/api/generated'
import { dayOf } from '@/features/events/wallClock'
import { addDays, addMonths, daysBetween } from './month'

const AT_ONCE = 200

/** The days that a calendar of a month may show: with those of its neighbours' weeks, and of zones beyond the date line. */
function daysAround(month: string): { from: string; before: string } {
  return { from: addDays(`${month}-01`, -8), before: addDays(`${addMonths(month, 1)}-01`, 9) }
}

/** Every event that goes on in what a calendar of this month may show, the first to begin first. */
export function eventsAround(month: string) {
  const { from, before } = daysAround(month)
  return queryOptions({
    queryKey: [{ _id: 'listEvents', month }],
    queryFn: async ({ signal }) => {
      const found: EventOut[] = []
      let cursor: string | undefined
      do {
        const { data } = await listEvents({
          query: { ends_after: `${from}T00:00:00Z`, starts_before: `${before}T00:00:00Z`, order: 'soonest', limit: AT_ONCE, cursor },
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

/** Events by the days on which they are, each on the clocks of its venue, as far as a month's calendar shows them. */
export function byDay(events: EventOut[], month: string): Map<string, EventOut[]> {
  const { from, before } = daysAround(month)
  const days = new Map<string, EventOut[]>()
  for (const event of events) {
    // One that ends at midnight is not on the day that begins then.
    const last = Math.max(Date.parse(event.starts_at), Date.parse(event.ends_at) - 1)
    const [first, end] = [dayOf(event.starts_at, event.timezone), dayOf(last, event.timezone)]
    for (const day of daysBetween(first < from ? from : first, end > before ? before : end)) {
      days.set(day, [...(days.get(day) ?? []), event])
    }
  }
  return days
}
