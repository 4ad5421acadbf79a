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

/** Years that a day may be asked for in: earlier ones are being typed, and later ones have no day after on every clock. */
const FIRST_YEAR = 1800
const LAST_YEAR = 9998

/** A day of the calendar as an address or a field says it, "2026-11-20"; undefined for anything else. */
export function asDay(said: unknown): string | undefined {
  if (typeof said !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(said)) return undefined
  const time = Date.parse(said)
  const year = Number(said.slice(0, 4))
  // Some browsers take the 31st of February for a day in March.
  if (Number.isNaN(time) || year < FIRST_YEAR || year > LAST_YEAR || new Date(time).toISOString().slice(0, 10) !== said) return undefined
  return said
}

/** The day that an address names. */
export function validateDay(said: Record<string, unknown>): { day?: string } {
  const day = asDay(said.day)
  return day ? { day } : {}
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
