import { expect, it } from 'vitest'
import type { PersonOut } from '@/api/generated'
import { sameName, survivorOf } from './people'

const person = (id: string, name: string, photos: number) => ({ id, name, photo_count: photos }) as PersonOut

it('takes names for the same that a reader would', () => {
  expect(sameName('  Ana  María ', 'ana maría')).toBe(true)
  expect(sameName('Ana Mari\u0301a', 'Ana María')).toBe(true)
  expect(sameName('Ana', 'Anna')).toBe(false)
})

it('has everybody go on under the one with a name, however small', () => {
  expect(survivorOf([person('a', '', 9), person('b', 'Bo', 1)])?.id).toBe('b')
})

it('has people without a name go on under the largest, the first of equals', () => {
  expect(survivorOf([person('a', '', 2), person('b', '', 5), person('c', '', 5)])?.id).toBe('b')
})

it('leaves it to the reader which of several names stays', () => {
  expect(survivorOf([person('a', 'Ana', 2), person('b', 'Bo', 5)])).toBeUndefined()
  expect(survivorOf([person('a', 'Ana', 2), person('b', 'ana', 5)])?.id).toBe('b')
})
