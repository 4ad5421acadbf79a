import { describe, expect, it } from 'vitest'
import { justify, NARROWEST, WIDEST } from './justify'

const OPTIONS = { width: 1200, rowHeight: 220, gap: 6 }

/** Ratios as cameras make them, the same at each run. */
function shapes(count: number): number[] {
  let seed = 7
  return Array.from({ length: count }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return [1.5, 0.667, 1.333, 0.75, 1.777, 1][seed % 6] ?? 1
  })
}

describe('justify', () => {
  it('fills each row but the last to the edge', () => {
    const ratios = shapes(200)
    const { rows, left, width } = justify(ratios, OPTIONS)
    for (const row of rows.slice(0, -1)) {
      expect((left[row.last - 1] ?? 0) + (width[row.last - 1] ?? 0)).toBeCloseTo(1200, 6)
    }
  })

  it('keeps shapes', () => {
    const ratios = shapes(200)
    const { rows, width } = justify(ratios, OPTIONS)
    for (const row of rows) {
      for (let at = row.first; at < row.last; at++) expect((width[at] ?? 0) / row.height).toBeCloseTo(ratios[at] ?? 0, 3)
    }
  })

  it('has every photo in exactly one row, in order, with rows below one another', () => {
    const { rows, height } = justify(shapes(57), OPTIONS)
    expect(rows[0]?.first).toBe(0)
    expect(rows.at(-1)?.last).toBe(57)
    rows.slice(1).forEach((row, at) => {
      const above = rows[at]
      expect(row.first).toBe(above?.last)
      expect(row.top).toBeCloseTo((above?.top ?? 0) + (above?.height ?? 0) + 6, 6)
    })
    const last = rows.at(-1)
    expect(height).toBeCloseTo((last?.top ?? 0) + (last?.height ?? 0), 6)
  })

  it('keeps rows near the wanted height', () => {
    const { rows } = justify(shapes(500), OPTIONS)
    for (const row of rows) {
      expect(row.height).toBeGreaterThan(110)
      expect(row.height).toBeLessThan(220 * 1.36)
    }
  })

  it('does not blow up a last row of few photos', () => {
    expect(justify([1.5], OPTIONS)).toMatchObject({ rows: [{ first: 0, last: 1, height: 220 }], height: 220 })
  })

  it('holds panoramas, strips and nonsense at shapes that can be seen', () => {
    const { rows, width } = justify([40, 0.01, Number.NaN, 0], { ...OPTIONS, width: 100_000 })
    const height = rows[0]?.height ?? 1
    expect([...width].map((one) => one / height)).toEqual([WIDEST, NARROWEST, 1, 1].map((one) => expect.closeTo(one, 6) as number))
  })

  it('begins a row below a heading where a group begins', () => {
    const { rows, height } = justify([1, 1, 1, 1, 1], { width: 300, rowHeight: 100, gap: 0, groups: [0, 2], lead: 40 })
    expect(rows.map(({ first, last, top, lead }) => [first, last, top, lead])).toEqual([
      [0, 2, 40, 40],
      [2, 5, 180, 40],
    ])
    expect(height).toBe(280)
  })

  it('knows what nothing looks like', () => {
    expect(justify([], OPTIONS)).toMatchObject({ rows: [], height: 0 })
  })

  it('shows one photo in a row where the screen is narrower than a photo', () => {
    const { rows } = justify([1.5, 1.5, 1.5], { width: 200, rowHeight: 220, gap: 6 })
    expect(rows.map((row) => row.last - row.first)).toEqual([1, 1, 1])
  })

  it('lays out 20,000 photos, each once and in their order', () => {
    const { rows } = justify(shapes(20_000), OPTIONS)
    expect(rows.every((row, number) => row.first === (rows[number - 1]?.last ?? 0) && row.last > row.first)).toBe(true)
    expect(rows.at(-1)?.last).toBe(20_000)
  })
})
