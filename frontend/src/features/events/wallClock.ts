const DAY = 86_400_000
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone)
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    clocks.set(timeZone, clock)
  }
  return clock
}

/** What the clocks of a zone show at an instant, as fields of type datetime-local write it: "2026-11-20T14:00". */
export function wallClock(instant: string | number | Date, timeZone: string): string {
  const parts = new Map(clockOf(timeZone).formatToParts(new Date(instant)).map((part) => [part.type, part.value]))
  const at = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return `${at('year').padStart(4, '0')}-${at('month')}-${at('day')}T${at('hour')}:${at('minute')}`
}

/** The day that the clocks of a zone show at an instant: "2026-11-20". */
export function dayOf(instant: string | number | Date, timeZone: string): string {
  return wallClock(instant, timeZone).slice(0, 10)
}

/**
 * The instant, in milliseconds, of a time read off the clocks of a zone; as on the server, the earlier of two in autumn.
 * NaN for what is no time, or one that the clocks skip in spring.
 */
export function instantOf(local: string, timeZone: string): number {
  const asUtc = Date.parse(`${local}Z`)
  if (Number.isNaN(asUtc)) return NaN
  const wanted = local.slice(0, 16)
  // The offset of the day before and of the day after: one of them holds.
  const found = [asUtc - DAY, asUtc + DAY]
    .map((near) => asUtc - (Date.parse(`${wallClock(near, timeZone)}Z`) - Math.floor(near / 60_000) * 60_000))
    .filter((candidate) => wallClock(candidate, timeZone) === wanted)
  return found.length ? Math.min(...found) : NaN
}

/** Hours put on a time of a zone's clocks; the time itself where it is none. */
export function later(local: string, timeZone: string, hours: number): string {
  const instant = instantOf(local, timeZone)
  return Number.isNaN(instant) ? local : wallClock(instant + hours * 3_600_000, timeZone)
}
