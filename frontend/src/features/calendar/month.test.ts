import { describe, expect, it } from 'vitest'
import { addDays, addMonths, daysBetween, moveBy, sameDay, weeksOf } from './month'

describe('a month of days', () => {
  it('shows whole weeks, and no week of other months', () => {
    const weeks = weeksOf('2026-11', 1)
    expect(weeks[0]).toEqual(['2026-10-26', '2026-10-27', '2026-10-28', '2026-10-29', '2026-10-30', '2026-10-31', '2026-11-01'])
    expect(weeks.at(-1)?.at(0)).toBe('2026-11-30')
    expect(weeksOf('2026-02', 7)).toHaveLength(4)
  })

  it.each([1, 6, 7])('holds each day of a year once when weeks begin on %d', (first) => {
    for (let month = '2028-01'; month < '2029-01'; month = addMonths(month, 1)) {
      const days = weeksOf(month, first).flat()
      const inside = days.filter((day) => day.startsWith(month))
      expect(inside).toEqual(daysBetween(`${month}-01`, addDays(`${addMonths(month, 1)}-01`, -1)))
      expect(days.every((day, number) => number === 0 || day === addDays(days[number - 1] ?? '', 1))).toBe(true)
    }
  })

  it('keeps to the end of a shorter month', () => {
    expect(sameDay('2027-01-31', 1)).toBe('2027-02-28')
    expect(sameDay('2028-02-29', -12)).toBe('2027-02-28')
    expect(sameDay('2026-12-15', 1)).toBe('2027-01-15')
  })

  it.each([
    ['ArrowLeft', false, '2026-11-19'],
    ['ArrowDown', false, '2026-11-27'],
    ['Home', false, '2026-11-16'],
    ['End', false, '2026-11-22'],
    ['PageUp', false, '2026-10-20'],
    ['PageDown', true, '2027-11-20'],
    ['a', false, null],
  ])('goes by %s (with Shift: %s) to %s', (key, shift, day) => {
    expect(moveBy('2026-11-20', key, shift, 1)).toBe(day)
  })
})
