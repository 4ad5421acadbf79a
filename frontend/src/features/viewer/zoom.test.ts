import { describe, expect, it } from 'vitest'
import { FIT, fitted, moved, within, zoomed } from './zoom'

const frame = { width: 1000, height: 800 }
const box = fitted(3 / 2, frame)

/** Where a point of the photo, in fractions from its middle, is seen from the middle of the frame. */
const seen = (view: typeof FIT, x: number, y: number) => ({ x: view.x + x * box.width * view.scale, y: view.y + y * box.height * view.scale })

describe('a photo that is zoomed', () => {
  it('fits its frame at first', () => {
    expect(box.width).toBe(1000)
    expect(box.height).toBeCloseTo(666.67, 1)
    expect(fitted(1 / 2, frame)).toEqual({ width: 400, height: 800 })
  })

  it('keeps what is under the pointer there', () => {
    const point = seen(FIT, 0.3, -0.2)
    const view = zoomed(FIT, 3, point, box, frame)
    expect(view.scale).toBe(3)
    expect(seen(view, 0.3, -0.2).x).toBeCloseTo(point.x)
    expect(seen(view, 0.3, -0.2).y).toBeCloseTo(point.y)
    const again = zoomed(view, 1.5, point, box, frame)
    expect(seen(again, 0.3, -0.2).x).toBeCloseTo(point.x)
  })

  it('comes back to where it began', () => {
    const point = seen(FIT, 0.4, 0.4)
    const back = zoomed(zoomed(FIT, 4, point, box, frame), 0.25, point, box, frame)
    expect(back.scale).toBe(1)
    expect(back.x).toBeCloseTo(0)
    expect(back.y).toBeCloseTo(0)
  })

  it('is never smaller than it fits, nor without end', () => {
    expect(zoomed(FIT, 0.1, { x: 0, y: 0 }, box, frame).scale).toBe(1)
    expect(zoomed(FIT, 100, { x: 0, y: 0 }, box, frame).scale).toBe(8)
  })

  it('is moved as far as its edges and no further', () => {
    const view = zoomed(FIT, 2, { x: 0, y: 0 }, box, frame)
    expect(moved(view, { x: 200, y: 0 }, box, frame)).toEqual({ scale: 2, x: 200, y: 0 })
    expect(moved(view, { x: 9999, y: -9999 }, box, frame)).toEqual({ scale: 2, x: 500, y: -(box.height * 2 - 800) / 2 })
    expect(moved(FIT, { x: 50, y: 50 }, box, frame)).toEqual(FIT)
  })

  it('stays in the middle where it is smaller than its frame', () => {
    expect(within({ scale: 1.1, x: 0, y: 90 }, box, frame).y).toBe(0)
  })
})
