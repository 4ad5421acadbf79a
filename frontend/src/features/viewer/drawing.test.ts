import { describe, expect, it } from 'vitest'
import { boxAround, boxBetween, firstBox, movedBox, resizedBox } from './drawing'

const box = { left: 0.4, top: 0.4, width: 0.2, height: 0.1 }

describe('a box that is drawn', () => {
  it('begins as a square in the middle, whatever the shape of the photo', () => {
    const wide = firstBox(2)
    expect(wide.width * 2).toBeCloseTo(wide.height)
    expect(wide.left + wide.width / 2).toBeCloseTo(0.5)
    const high = firstBox(0.5)
    expect(high.width * 0.5).toBeCloseTo(high.height)
  })

  it('never leaves the photo', () => {
    expect(movedBox(box, { x: 9, y: -9 })).toEqual({ ...box, left: 0.8, top: 0 })
    expect(resizedBox(box, { x: 9, y: 9 })).toEqual({ ...box, width: 0.6, height: 0.6 })
    expect(boxAround(box, { x: 0, y: 1 })).toEqual({ ...box, left: 0, top: 0.9 })
  })

  it('never vanishes', () => {
    expect(resizedBox(box, { x: -9, y: -9 })).toEqual({ ...box, width: 0.01, height: 0.01 })
  })

  it('is drawn from any corner', () => {
    const drawn = boxBetween({ x: 0.6, y: 0.2 }, { x: 0.5, y: 0.5 })
    expect(drawn?.left).toBeCloseTo(0.5)
    expect(drawn?.top).toBeCloseTo(0.2)
    expect(drawn?.width).toBeCloseTo(0.1)
    expect(drawn?.height).toBeCloseTo(0.3)
  })

  it('is none while it is a dot', () => {
    expect(boxBetween({ x: 0.5, y: 0.5 }, { x: 0.505, y: 0.9 })).toBeUndefined()
  })
})
