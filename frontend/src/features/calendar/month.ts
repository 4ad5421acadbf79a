/** Days are written "2026-11-20", months "2026-11": they belong to no time zone. */

const DAY = 86_400_000

const at = (day: string) => Date.parse(`${day}T00:00Z`)
const written = (instant: number) => new Date(instant).toISOString().slice(0, 10)

export function addDays(day: string, count: number): string {
  return written(at(day) + count * DAY)
}

export function monthOf(day: string): string {
  return day.slice(0, 7)
}

export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return written(Date.UTC(year, number - 1 + count, 1)).slice(0, 7)
}

/** The same day some months on; the last one of a month that is shorter. */
export function sameDay(day: string, months: number): string {
  const month = addMonths(monthOf(day), months)
  const wanted = `${month}-${day.slice(8)}`
  const last = addDays(`${addMonths(month, 1)}-01`, -1)
  return wanted < last ? wanted : last
}

/** 1 for Monday to 7 for Sunday. */
function weekday(day: string): number {
  return new Date(at(day)).getUTCDay() || 7
}

/** The first day of a day's week, where weeks begin on the given weekday (1 to 7). */
export function weekStart(day: string, first: number): string {
  return addDays(day, -((weekday(day) - first + 7) % 7))
}

/** Weeks that show a month, each of seven days, the first and last with days of its neighbours. */
export function weeksOf(month: string, first: number): string[][] {
  const weeks: string[][] = []
  for (let monday = weekStart(`${month}-01`, first); monthOf(monday) <= month; monday = addDays(monday, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, number) => addDays(monday, number)))
  }
  return weeks
}

/** Where a key leads in a calendar (WAI-ARIA, date grid); null for keys that lead nowhere. */
export function moveBy(day: string, key: string, shift: boolean, first: number): string | null {
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1)
    case 'ArrowRight':
      return addDays(day, 1)
    case 'ArrowUp':
      return addDays(day, -7)
    case 'ArrowDown':
      return addDays(day, 7)
    case 'Home':
      return weekStart(day, first)
    case 'End':
      return addDays(weekStart(day, first), 6)
    case 'PageUp':
      return sameDay(day, shift ? -12 : -1)
    case 'PageDown':
      return sameDay(day, shift ? 12 : 1)
    default:
      return null
  }
}

/** The days from one to another, both with it. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}
