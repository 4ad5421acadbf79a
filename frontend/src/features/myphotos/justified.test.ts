import { describe, expect, it } from 'vitest'
import { justified } from './justified'

const GAP = 4
const total = (widths: number[]) => widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1)

describe('lines of photos', () => {
  const ratios = [1.5, 0.67, 1.5, 1.5, 1, 0.75, 1.5, 1.33, 1.78]

  it('fill the width, all but the last, and are no taller than asked', () => {
    const lines = justified(ratios, 800, 220, GAP)
    for (const line of lines.slice(0, -1)) {
      expect(total(line.widths)).toBeCloseTo(800, 6)
      expect(line.height).toBeLessThanOrEqual(220)
    }
    expect(lines.at(-1)?.height).toBe(220)
  })

  it('hold every photo once, in order', () => {
    const lines = justified(ratios, 390, 200, GAP)
    expect(lines.flatMap((line) => Array.from({ length: line.end - line.start }, (_, at) => line.start + at))).toEqual(
      ratios.map((_, at) => at),
    )
  })

  it('do not let a panorama or a strip rule a line', () => {
    const [line] = justified([9, 0.1], 10_000, 200, GAP)
    expect(line?.widths.map(Math.round)).toEqual([480, 110])
  })

  it('are none without photos or before the width is known', () => {
    expect(justified([], 800, 200, GAP)).toEqual([])
    expect(justified(ratios, 0, 200, GAP)).toEqual([])
  })
})
