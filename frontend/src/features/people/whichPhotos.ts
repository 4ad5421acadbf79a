/** Which of a person's photos are shown, in the page's address. */
export interface WhichPhotos {
  /** Only those that this person is in, too. */
  with?: string
  /** From this month on, `2026-07`. */
  from?: string
}

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/

/** What an address says, as far as it makes sense. */
export function asWhichPhotos(said: Record<string, unknown>): WhichPhotos {
  const which: WhichPhotos = {}
  if (typeof said.with === 'string' && ID.test(said.with)) which.with = said.with
  if (typeof said.from === 'string' && MONTH.test(said.from)) which.from = said.from
  return which
}

interface Month {
  year: number
  month: number
  starts_at: string
  photos: number
}

/** A month as addresses write it. */
export function monthKey({ year, month }: Pick<Month, 'year' | 'month'>): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`
}

/** The first of some rising months that is not before the one an address names. */
export function monthFrom<M extends Month>(months: readonly M[], from: string | undefined): M | undefined {
  return from === undefined ? undefined : months.find((month) => monthKey(month) >= from)
}

/** How many photos these months have, from a moment on. */
export function photosFrom(months: readonly Month[], moment: string | undefined): number {
  return months.filter((month) => moment === undefined || Date.parse(month.starts_at) >= Date.parse(moment)).reduce((sum, month) => sum + month.photos, 0)
}
