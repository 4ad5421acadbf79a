import { expect, it } from 'vitest'
import { stepOf } from './SearchSteps'

const progress = { done: false, steps_done: 0, faces_compared: 0 }

it('says which step of a search is under way', () => {
  expect(stepOf()).toBe(1)
  expect(stepOf(progress)).toBe(1)
  expect(stepOf({ ...progress, steps_done: 5 })).toBe(2)
  expect(stepOf({ done: true, steps_done: 0, faces_compared: 120 })).toBe(3)
})
