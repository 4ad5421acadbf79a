import { expect, it } from 'vitest'
import { asWhichPhotos, monthFrom, monthKey, photosFrom } from './whichPhotos'

const MONTHS = [
  { year: 980, month: 12, starts_at: '0980-12-01T00:00:00Z', photos: 1 },
  { year: 2026, month: 6, starts_at: '2026-05-31T22:00:00Z', photos: 20 },
  { year: 2026, month: 11, starts_at: '2026-10-31T23:00:00Z', photos: 300 },
]

it('reads an address, and nothing that makes no sense', () => {
  const someone = '01234567-89ab-7def-8123-456789abcdef'
  expect(asWhichPhotos({ with: someone, from: '2026-07', page: 3 })).toEqual({ with: someone, from: '2026-07' })
  expect(asWhichPhotos({ with: 'me', from: '2026-13' })).toEqual({})
  expect(asWhichPhotos({ with: 7, from: ['2026-07'] })).toEqual({})
})

it('finds the month of an address, or the next one with photos', () => {
  expect(MONTHS.map(monthKey)).toEqual(['0980-12', '2026-06', '2026-11'])
  expect(monthFrom(MONTHS, '2026-06')?.photos).toBe(20)
  expect(monthFrom(MONTHS, '2026-07')?.photos).toBe(300)
  expect(monthFrom(MONTHS, '2027-01')).toBeUndefined()
  expect(monthFrom(MONTHS, undefined)).toBeUndefined()
})

it('counts photos from a month on', () => {
  expect(photosFrom(MONTHS, undefined)).toBe(321)
  expect(photosFrom(MONTHS, '2026-05-31T22:00:00+00:00')).toBe(320)
  expect(photosFrom([], undefined)).toBe(0)
})
