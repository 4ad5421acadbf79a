import { expect, it } from 'vitest'
import { meantFirst } from './picking'

it('takes who is called exactly so before who is only called alike', () => {
  expect(meantFirst(['Anna', 'Ann', undefined], 'ann')).toBe(1)
})

it('takes whose name begins so before a new name', () => {
  expect(meantFirst(['Joanna', 'Anna', undefined], 'an')).toBe(1)
})

it('takes a new name before who only has these letters somewhere', () => {
  expect(meantFirst(['Joanna', undefined, undefined], 'ann')).toBe(1)
})

it('takes nobody where there is nobody', () => {
  expect(meantFirst([], 'ann')).toBe(-1)
})
