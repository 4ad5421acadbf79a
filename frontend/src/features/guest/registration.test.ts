import { expect, it } from 'vitest'
import { daysLeft, nextStep } from './registration'

it('says what a guest does next', () => {
  expect(nextStep({ consented: false, has_selfie: false })).toBe('consent')
  expect(nextStep({ consented: true, has_selfie: false })).toBe('selfie')
  expect(nextStep({ consented: true, has_selfie: true })).toBe('photos')
  // Selfies are destroyed when consent is withdrawn; should one be left, consent still comes first.
  expect(nextStep({ consented: false, has_selfie: true })).toBe('consent')
})

it('counts the days that photos can still be seen', () => {
  const now = Date.parse('2026-11-20T12:00:00Z')
  expect(daysLeft('2026-11-22T12:00:00Z', now)).toBe(2)
  expect(daysLeft('2026-11-20T13:00:00Z', now)).toBe(1)
  expect(daysLeft('2026-11-19T13:00:00Z', now)).toBe(0)
})
