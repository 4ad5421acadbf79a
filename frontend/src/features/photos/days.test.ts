import { expect, it } from 'vitest'
import { daysOf } from './days'

it('counts days on the clocks of the event', () => {
  const moments = ['2026-06-20T20:00:00Z', '2026-06-20T21:59:59Z', '2026-06-20T22:00:00Z', '2026-06-21T09:00:00Z']
  expect(daysOf(moments, 'Europe/Berlin').map((day) => day.first)).toEqual([0, 2])
  expect(daysOf(moments, 'UTC').map((day) => day.first)).toEqual([0, 3])
})

it('finds no days where there are no photos', () => {
  expect(daysOf([], 'UTC')).toEqual([])
})
