import { instantOf } from '@/features/events/wallClock'
import { availableUntil, DAY, type EventDraft, LEAST_DAYS, windowOf } from './draft'

/** Something that is wrong with a draft, as a key of `events.form.wrong`. */
export type Wrong =
  | 'nameMissing'
  | 'timeMissing'
  | 'timeSkipped'
  | 'endsBefore'
  | 'closesBefore'
  | 'availableTooShort'
  | 'number'

export type FormField = keyof EventDraft

/** Fields of the API by the field of the form that shows what is wrong with them. */
export const SHOWN_AT: Record<string, FormField> = {
  name: 'name',
  starts_at: 'starts',
  ends_at: 'ends',
  timezone: 'timezone',
  venue: 'venue',
  location: 'location',
  description: 'description',
  listed: 'listed',
  registration_opens_at: 'opens',
  registration_closes_at: 'closes',
  available_until: 'until',
  review_policy: 'review',
  guests_may_download_originals: 'originals',
  max_photos: 'maxPhotos',
  max_bytes: 'maxGigabytes',
  cover: 'cover',
}

/** What is wrong with a draft, by field; the server looks again. */
export function wrongWith(draft: EventDraft, begins = 0): Partial<Record<FormField, Wrong>> {
  const wrong: Partial<Record<FormField, Wrong>> = {}
  const time = (local: string): number => instantOf(local, draft.timezone)
  const check = (field: FormField, local: string) => {
    if (!local) wrong[field] = 'timeMissing'
    else if (Number.isNaN(time(local))) wrong[field] = 'timeSkipped'
  }
  if (!draft.name.trim()) wrong.name = 'nameMissing'
  check('starts', draft.starts)
  check('ends', draft.ends)
  if (!wrong.starts && !wrong.ends && time(draft.ends) <= time(draft.starts)) wrong.ends = 'endsBefore'
  if (draft.joining === 'own') {
    if (draft.opens) check('opens', draft.opens)
    if (draft.closes) check('closes', draft.closes)
    const { opens, closes } = windowOf(draft)
    if (opens && closes && time(closes) <= time(opens)) wrong.closes = 'closesBefore'
  }
  if (draft.days === 'own') {
    check('until', draft.until)
    if (!wrong.until && availableUntil(draft, begins) < time(draft.ends) + LEAST_DAYS * DAY) wrong.until = 'availableTooShort'
  }
  if (draft.maxPhotos.trim() && !/^\d{1,9}$/.test(draft.maxPhotos.trim())) wrong.maxPhotos = 'number'
  if (draft.maxGigabytes.trim() && !(Number(draft.maxGigabytes) > 0)) wrong.maxGigabytes = 'number'
  return wrong
}
