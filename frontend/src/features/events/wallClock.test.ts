import { describe, expect, it } from 'vitest'
import { dayOf, instantOf, later, wallClock } from './wallClock'

const iso = (local: string, zone: string) => new Date(instantOf(local, zone)).toISOString()

describe('the clock on the wall of the venue', () => {
  it('shows an instant as its zone does', () => {
    expect(wallClock('2026-06-20T12:00:00Z', 'Europe/Berlin')).toBe('2026-06-20T14:00')
    expect(wallClock('2026-01-01T00:00:00Z', 'America/New_York')).toBe('2025-12-31T19:00')
    expect(dayOf('2026-12-31T23:30:00Z', 'Asia/Kathmandu')).toBe('2027-01-01')
  })

  it.each(['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Australia/Lord_Howe', 'UTC'])(
    'leads back to the instant in %s, all year',
    (zone) => {
      for (let day = 0; day < 365; day += 3) {
        const instant = Date.UTC(2026, 0, 1 + day, 12, 30)
        expect(instantOf(wallClock(instant, zone), zone)).toBe(instant)
      }
    },
  )

  it('takes the earlier of two times in autumn, and knows that one is skipped in spring', () => {
    expect(iso('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
    expect(instantOf('2026-03-29T02:30', 'Europe/Berlin')).toBeNaN()
    expect(iso('2026-03-29T03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z')
  })

  it('is no time where nothing is said', () => {
    expect(instantOf('', 'UTC')).toBeNaN()
    expect(instantOf('2026-02-31', 'UTC')).toBeNaN()
  })

  it('adds hours over a change of the clocks', () => {
    expect(later('2026-03-29T00:30', 'Europe/Berlin', 3)).toBe('2026-03-29T04:30')
    expect(later('', 'Europe/Berlin', 3)).toBe('')
  })
})
