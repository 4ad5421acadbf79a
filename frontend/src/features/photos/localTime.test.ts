import { expect, it } from 'vitest'
import { fromLocal, toLocal } from './localTime'

it('shows moments on the clocks of the event', () => {
  expect(toLocal('2026-06-20T22:30:05Z', 'Europe/Berlin')).toBe('2026-06-21T00:30:05')
  expect(toLocal('2026-01-20T23:30:00Z', 'America/New_York')).toBe('2026-01-20T18:30:00')
})

it('gives the API a time without an offset', () => {
  expect(fromLocal('2026-06-21T00:30')).toBe('2026-06-21T00:30:00')
  expect(fromLocal('2026-06-21T00:30:05')).toBe('2026-06-21T00:30:05')
  expect(fromLocal('')).toBeNull()
})
