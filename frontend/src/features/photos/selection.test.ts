import { describe, expect, it } from 'vitest'
import { among, everything, extended, NOTHING, toggled } from './selection'

const ORDER = ['a', 'b', 'c', 'd', 'e']
const chosen = (ids: ReadonlySet<string>) => [...ids].sort().join('')

describe('selection of photos', () => {
  it('adds and takes out', () => {
    const one = toggled(toggled(NOTHING, 'b'), 'd')
    expect(chosen(one.ids)).toBe('bd')
    expect(chosen(toggled(one, 'b').ids)).toBe('d')
  })

  it('goes on from the last one chosen, in both directions, keeping what was chosen', () => {
    const one = toggled(toggled(NOTHING, 'e'), 'c')
    expect(chosen(extended(one, ORDER, 'a').ids)).toBe('abce')
    expect(chosen(extended(one, ORDER, 'd').ids)).toBe('cde')
  })

  it('keeps its anchor while a range grows', () => {
    const grown = extended(extended(toggled(NOTHING, 'b'), ORDER, 'd'), ORDER, 'a')
    expect(grown.anchor).toBe('b')
    expect(chosen(grown.ids)).toBe('abcd')
  })

  it('begins at the photo itself without an anchor, or when the anchor is gone', () => {
    expect(chosen(extended(NOTHING, ORDER, 'c').ids)).toBe('c')
    expect(chosen(extended({ ids: new Set(['x']), anchor: 'x' }, ORDER, 'c').ids)).toBe('cx')
  })

  it('forgets what is gone', () => {
    expect(chosen(among(everything(ORDER), ['b', 'c']).ids)).toBe('bc')
    expect(among(everything(ORDER), ['b']).anchor).toBeNull()
    const same = everything(ORDER)
    expect(among(same, ORDER)).toBe(same)
  })
})
