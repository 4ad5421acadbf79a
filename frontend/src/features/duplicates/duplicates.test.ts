import { describe, expect, it } from 'vitest'
import type { DuplicateOut } from '@/api/generated'
import { likelihood, stillTwo } from './duplicates'

const pair = (id: string, one: string, other: string) => ({ id, one: { id: one }, other: { id: other } }) as DuplicateOut

describe('a probability in words', () => {
  it('claims no more than the number', () => {
    expect([0.5, 0.69, 0.7, 0.9, 0.989, 0.99, 1].map(likelihood)).toEqual(['perhaps', 'perhaps', 'probable', 'likely', 'likely', 'certain', 'certain'])
  })
})

describe('pairs after somebody was merged', () => {
  it('leave out who is there no more, but keep what was answered to go back to', () => {
    const pairs = [pair('1', 'a', 'b'), pair('2', 'b', 'c'), pair('3', 'c', 'd')]
    expect(stillTwo(pairs, new Set(['b']), new Set(['1'])).map((one) => one.id)).toEqual(['1', '3'])
    expect(stillTwo(pairs, new Set(), new Set())).toEqual(pairs)
  })
})
