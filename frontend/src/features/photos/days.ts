/** Where a day begins in a list of moments that rises. */
export interface Day {
  /** Index of its first photo. */
  first: number
  /** Moment of its first photo. */
  at: string
}

/**
 * The days of moments as calendars in a zone count them.
 *
 * Formatting 20,000 dates takes longer than laying them out; photos of one quarter of an hour share a day in every zone.
 *
 * @param moments ISO 8601 in UTC, rising.
 */
export function daysOf(moments: readonly string[], timeZone: string): Day[] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  const known = new Map<number, string>()
  const days: Day[] = []
  let before = ''
  moments.forEach((at, first) => {
    const quarter = Math.floor(Date.parse(at) / 900_000)
    let day = known.get(quarter)
    if (day === undefined) {
      day = format.format(quarter * 900_000)
      known.set(quarter, day)
    }
    if (day !== before) days.push({ first, at })
    before = day
  })
  return days
}
