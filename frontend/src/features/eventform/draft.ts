import type { EventIn, EventOut, EventPatch } from '@/api/generated'
import { dayOf, instantOf, later, wallClock } from '@/features/events/wallClock'

export const DAY = 86_400_000
export const LEAST_DAYS = 2
export const DEFAULT_DAYS = 30
export const DAYS = [2, 7, 14, 30, 60, 90, 180, 365] as const
const GIGABYTE = 1e9

/** When guests may join: as long as there are photos, or narrower. */
export const WINDOWS = ['always', 'event', 'hours', 'own'] as const
export type JoinWindow = (typeof WINDOWS)[number]
export const HOURS = 2

/** What is in the form. Times are read off the clocks of `timezone`. */
export interface EventDraft {
  name: string
  starts: string
  ends: string
  timezone: string
  venue: string
  location: string
  description: string
  listed: boolean
  joining: JoinWindow
  opens: string
  closes: string
  /** Days after the end, or `own` for the time in `until`. */
  days: number | 'own'
  until: string
  review: 'review' | 'release'
  originals: boolean
  maxPhotos: string
  maxGigabytes: string
  cover: string | null
}

function comingSaturday(timezone: string, now: number): string {
  const today = Date.parse(`${dayOf(now, timezone)}T00:00Z`)
  return new Date(today + (6 - new Date(today).getUTCDay() || 7) * DAY).toISOString().slice(0, 10)
}

/** An event to begin with: on a day, or the coming Saturday, from two to eleven. */
export function newDraft(timezone: string, now = Date.now(), day = comingSaturday(timezone, now)): EventDraft {
  return {
    name: '',
    starts: `${day}T14:00`,
    ends: `${day}T23:00`,
    timezone,
    venue: '',
    location: '',
    description: '',
    listed: false,
    joining: 'always',
    opens: '',
    closes: '',
    days: DEFAULT_DAYS,
    until: '',
    review: 'review',
    originals: true,
    maxPhotos: '',
    maxGigabytes: '',
    cover: null,
  }
}

/** An event as it is in the form. */
export function draftOf(event: EventOut): EventDraft {
  const zone = event.timezone
  const local = (instant: string | null) => (instant === null ? '' : wallClock(instant, zone))
  const starts = local(event.starts_at)
  const ends = local(event.ends_at)
  const opens = local(event.registration_opens_at)
  const closes = local(event.registration_closes_at)
  const days = (Date.parse(event.available_until) - Date.parse(event.ends_at)) / DAY
  return {
    name: event.name,
    starts,
    ends,
    timezone: zone,
    venue: event.venue,
    location: event.location,
    description: event.description,
    listed: event.listed,
    joining: joiningOf(opens, closes, starts, ends, zone),
    opens,
    closes,
    days: DAYS.find((offered) => offered === days) ?? 'own',
    until: local(event.available_until),
    review: event.hosting?.review_policy ?? 'review',
    originals: event.guests_may_download_originals,
    maxPhotos: String(event.hosting?.max_photos ?? ''),
    maxGigabytes: event.hosting?.max_bytes ? String(event.hosting.max_bytes / GIGABYTE) : '',
    cover: event.hosting?.cover_photo ?? null,
  }
}

function joiningOf(opens: string, closes: string, starts: string, ends: string, zone: string): JoinWindow {
  if (!opens && !closes) return 'always'
  if (opens === starts && closes === ends) return 'event'
  if (opens === starts && closes === later(starts, zone, HOURS)) return 'hours'
  return 'own'
}

/** When guests may join, by the draft, as times of its zone; empty where nothing bounds it. */
export function windowOf(draft: EventDraft): { opens: string; closes: string } {
  switch (draft.joining) {
    case 'always':
      return { opens: '', closes: '' }
    case 'event':
      return { opens: draft.starts, closes: draft.ends }
    case 'hours':
      return { opens: draft.starts, closes: later(draft.starts, draft.timezone, HOURS) }
    case 'own':
      return { opens: draft.opens, closes: draft.closes }
  }
}

/** Until when photos can be seen, in milliseconds; NaN while that cannot be said. A new event that is over begins now. */
export function availableUntil(draft: EventDraft, begins = 0): number {
  if (draft.days === 'own') return instantOf(draft.until, draft.timezone)
  return Math.max(instantOf(draft.ends, draft.timezone), begins) + draft.days * DAY
}

type Body = Omit<EventPatch, 'cover' | 'available_until'> & Pick<EventIn, 'name' | 'starts_at' | 'ends_at' | 'timezone'>

function bodyOf(draft: EventDraft): Body {
  const { opens, closes } = windowOf(draft)
  return {
    name: draft.name.trim(),
    starts_at: draft.starts,
    ends_at: draft.ends,
    timezone: draft.timezone,
    venue: draft.venue.trim(),
    location: draft.location.trim(),
    description: draft.description.trim(),
    listed: draft.listed,
    registration_opens_at: opens || null,
    registration_closes_at: closes || null,
    review_policy: draft.review,
    guests_may_download_originals: draft.originals,
    max_photos: draft.maxPhotos.trim() ? Number(draft.maxPhotos) : null,
    max_bytes: draft.maxGigabytes.trim() ? Math.round(Number(draft.maxGigabytes) * GIGABYTE) : null,
  }
}

/** What the server is sent to make the event; times without offset, which it reads off the clocks of the zone. */
export function creationOf(draft: EventDraft, now = Date.now()): EventIn {
  const until = draft.days === 'own' ? draft.until : new Date(availableUntil(draft, now)).toISOString()
  return { ...bodyOf(draft), available_until: until }
}

const TIMES = ['starts_at', 'ends_at', 'registration_opens_at', 'registration_closes_at'] as const

/** What the server is sent to change `before` into `after`: the fields that differ, and all times when the zone does. */
export function patchOf(after: EventDraft, before: EventDraft): EventPatch {
  const [wanted, had] = [bodyOf(after), bodyOf(before)]
  const moved = wanted.timezone !== had.timezone
  const patch: EventPatch = {}
  for (const name of Object.keys(wanted) as (keyof Body)[]) {
    if (wanted[name] !== had[name] || (moved && (TIMES as readonly string[]).includes(name))) {
      Object.assign(patch, { [name]: wanted[name] })
    }
  }
  if (availableUntil(after) !== availableUntil(before)) {
    const until = availableUntil(after)
    patch.available_until = after.days === 'own' || Number.isNaN(until) ? after.until : new Date(until).toISOString()
  }
  if (after.cover !== before.cover) patch.cover = after.cover
  return patch
}

/** My changes to `before`, made to what somebody else made of it since. */
export function rebased(mine: EventDraft, before: EventDraft, newer: EventDraft): EventDraft {
  const changed = (Object.keys(mine) as (keyof EventDraft)[]).filter((name) => mine[name] !== before[name])
  return { ...newer, ...Object.fromEntries(changed.map((name) => [name, mine[name]])) }
}
