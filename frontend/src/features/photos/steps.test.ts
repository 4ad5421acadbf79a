import { describe, expect, it } from 'vitest'
import { justify } from '@/features/wall/justify'
import { rowOf, stepped } from './steps'

// Two squares, then one wide photo, then two squares; the second and third row begin at 2 and 3.
const LAYOUT = justify([1, 1, 2, 1, 1, 1], { width: 200, rowHeight: 100, gap: 0 })

describe('keys in the grid', () => {
  it('knows the row of each photo', () => {
    expect([0, 1, 2, 3, 4, 5].map((at) => rowOf(LAYOUT, at))).toEqual([0, 0, 1, 2, 2, 3])
  })

  it('goes left and right through rows, and stops at the ends', () => {
    expect(stepped(LAYOUT, 1, 'ArrowRight', false)).toBe(2)
    expect(stepped(LAYOUT, 2, 'ArrowLeft', false)).toBe(1)
    expect(stepped(LAYOUT, 0, 'ArrowLeft', false)).toBe(0)
    expect(stepped(LAYOUT, 5, 'ArrowRight', false)).toBe(5)
  })

  it('goes up and down to what is nearest', () => {
    expect(stepped(LAYOUT, 1, 'ArrowDown', false)).toBe(2)
    expect(stepped(LAYOUT, 4, 'ArrowUp', false)).toBe(2)
    expect(stepped(LAYOUT, 4, 'ArrowDown', false)).toBe(5)
    expect(stepped(LAYOUT, 0, 'ArrowUp', false)).toBe(0)
    expect(stepped(LAYOUT, 5, 'ArrowDown', false)).toBe(5)
  })

  it('goes to the ends of the row, and with Ctrl to the ends of everything', () => {
    expect(stepped(LAYOUT, 4, 'Home', false)).toBe(3)
    expect(stepped(LAYOUT, 3, 'End', false)).toBe(4)
    expect(stepped(LAYOUT, 3, 'Home', true)).toBe(0)
    expect(stepped(LAYOUT, 3, 'End', true)).toBe(5)
  })

  it('leaves other keys alone', () => {
    expect(stepped(LAYOUT, 3, 'x', false)).toBeUndefined()
  })
})
