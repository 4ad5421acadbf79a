import { describe, expect, it } from 'vitest'
import type { EventOut } from '@/api/generated'
import { wrongWith } from './checks'
import { availableUntil, creationOf, draftOf, newDraft, patchOf, rebased } from './draft'

const EVENT: EventOut = {
  id: '1',
  name: 'Wedding',
  starts_at: '2026-06-20T12:00:00Z',
  ends_at: '2026-06-20T21:00:00Z',
  timezone: 'Europe/Berlin',
  venue: 'Mill',
  location: '',
  description: '',
  host: 'Ana',
  state: 'upcoming',
  listed: false,
  registration: 'open',
  registration_opens_at: null,
  registration_closes_at: null,
  available_until: '2026-07-20T21:00:00Z',
  guests_may_download_originals: true,
  cover: null,
  code: 'ABCD2345',
  join_url: 'https://example.org/e/ABCD2345',
  role: 'host',
  registration_id: null,
}

describe('an event in the form', () => {
  it('is sent back as nothing when nothing changed, whatever it is', () => {
    const odd = {
      starts_at: '2026-10-25T01:30:00Z', // the later of two half past twos
      ends_at: '2026-10-25T05:00:00Z',
      registration_opens_at: '2026-10-01T05:00:00Z',
      available_until: '2026-11-11T11:11:11.123Z',
    }
    for (const event of [EVENT, { ...EVENT, ...odd }]) expect(patchOf(draftOf(event), draftOf(event))).toEqual({})
  })

  it('sends only what changed', () => {
    const draft = draftOf(EVENT)
    expect(patchOf({ ...draft, name: ' Feast ', listed: true }, draft)).toEqual({ name: 'Feast', listed: true })
  })

  it('keeps the days of availability when the end is put off', () => {
    const draft = draftOf(EVENT)
    expect(draft.days).toBe(30)
    expect(patchOf({ ...draft, ends: '2026-06-21T02:00' }, draft)).toEqual({
      ends_at: '2026-06-21T02:00',
      available_until: '2026-07-21T00:00:00.000Z',
    })
  })

  it('keeps a registration window that hangs on the event’s times, and knows it again', () => {
    const draft = draftOf(EVENT)
    const narrow = { ...draft, joining: 'hours' as const }
    expect(patchOf(narrow, draft)).toEqual({
      registration_opens_at: '2026-06-20T14:00',
      registration_closes_at: '2026-06-20T16:00',
    })
    const saved = draftOf({
      ...EVENT,
      registration_opens_at: '2026-06-20T12:00:00Z',
      registration_closes_at: '2026-06-20T14:00:00Z',
    })
    expect(saved.joining).toBe('hours')
    expect(patchOf({ ...saved, starts: '2026-06-20T15:00' }, saved)).toEqual({
      starts_at: '2026-06-20T15:00',
      registration_opens_at: '2026-06-20T15:00',
      registration_closes_at: '2026-06-20T17:00',
    })
  })

  it('sends every time when the zone changes, since all of them mean other instants', () => {
    const draft = draftOf(EVENT)
    const patch = patchOf({ ...draft, timezone: 'Europe/London' }, draft)
    expect(patch).toMatchObject({ timezone: 'Europe/London', starts_at: '2026-06-20T14:00', ends_at: '2026-06-20T23:00' })
    expect(patch.available_until).toBe('2026-07-20T22:00:00.000Z')
  })

  it('keeps my changes over somebody else’s', () => {
    const before = draftOf(EVENT)
    const newer = { ...before, venue: 'Barn', name: 'Their name' }
    expect(rebased({ ...before, name: 'My name' }, before, newer)).toEqual({ ...newer, name: 'My name' })
  })
})

describe('a new event', () => {
  it('begins on the coming Saturday', () => {
    expect(newDraft('Europe/Berlin', Date.parse('2026-11-25T12:00Z')).starts).toBe('2026-11-28T14:00')
    expect(newDraft('Europe/Berlin', Date.parse('2026-11-28T12:00Z')).starts).toBe('2026-12-05T14:00')
  })

  it('that is over already shows its photos from now on', () => {
    const now = Date.parse('2026-11-25T12:00:00Z')
    const draft = { ...newDraft('UTC', now), name: 'Old', starts: '2026-01-01T10:00', ends: '2026-01-01T12:00', days: 7 }
    expect(creationOf(draft, now).available_until).toBe('2026-12-02T12:00:00.000Z')
    expect(availableUntil(draft)).toBe(Date.parse('2026-01-08T12:00:00Z'))
  })
})

describe('checks', () => {
  const draft = { ...newDraft('Europe/Berlin', Date.parse('2026-11-25T12:00Z')), name: 'Feast' }

  it.each([
    [{}, {}],
    [{ name: ' ' }, { name: 'nameMissing' }],
    [{ starts: '' }, { starts: 'timeMissing' }],
    [{ starts: '2026-03-29T02:30', ends: '2026-03-29T05:00' }, { starts: 'timeSkipped' }],
    [{ ends: draft.starts }, { ends: 'endsBefore' }],
    [{ joining: 'own' as const, opens: '2026-11-28T10:00', closes: '2026-11-28T10:00' }, { closes: 'closesBefore' }],
    [{ days: 'own' as const, until: '2026-11-30T22:59' }, { until: 'availableTooShort' }],
    [{ days: 'own' as const, until: '2026-11-30T23:00' }, {}],
    [{ maxPhotos: '1.5', maxGigabytes: '-1' }, { maxPhotos: 'number', maxGigabytes: 'number' }],
  ])('%j: %j', (change, wrong) => {
    expect(wrongWith({ ...draft, ...change })).toEqual(wrong)
  })
})
