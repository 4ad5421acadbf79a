import { expect, it } from 'vitest'
import { Pace } from './pace'

it('says how many bytes go a second', () => {
  const pace = new Pace()
  for (let at = 0; at <= 10; at++) pace.add(500_000, at * 500)
  expect(pace.rate(5000)).toBeCloseTo(1_000_000, -3)
})

it('says nothing after a moment, and forgets what was long ago', () => {
  const pace = new Pace()
  pace.add(1_000_000, 0)
  expect(pace.rate(100)).toBeUndefined()
  for (let at = 1; at <= 20; at++) pace.add(1000, 20_000 + at * 1000)
  expect(pace.rate(40_000)).toBeLessThan(1100)
})

it('begins anew', () => {
  const pace = new Pace()
  pace.add(1000, 0)
  pace.reset()
  expect(pace.rate(5000)).toBeUndefined()
})
