import type { Box } from '@/features/review/crop'
import type { Point } from './zoom'

/** Part of a side that a face has at least. */
const LEAST = 0.01
/** Part of the photo's shorter side that a box has at first. */
const FIRST = 0.2

const between = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high))

/**
 * A square in the middle.
 *
 * @param ratio width of the photo by its height.
 */
export function firstBox(ratio: number): Box {
  const width = FIRST * Math.min(1, 1 / ratio)
  const height = FIRST * Math.min(1, ratio)
  return { left: (1 - width) / 2, top: (1 - height) / 2, width, height }
}

/** Elsewhere, and still all in the photo. */
export function movedBox(box: Box, by: Point): Box {
  return { ...box, left: between(box.left + by.x, 0, 1 - box.width), top: between(box.top + by.y, 0, 1 - box.height) }
}

/** Larger or smaller to the right and below. */
export function resizedBox(box: Box, by: Point): Box {
  return { ...box, width: between(box.width + by.x, LEAST, 1 - box.left), height: between(box.height + by.y, LEAST, 1 - box.top) }
}

/** What a pointer drew from one corner to the other; undefined while that is no more than a dot. */
export function boxBetween(one: Point, other: Point): Box | undefined {
  const [x0 = 0, x1 = 0] = [one.x, other.x].map((x) => between(x, 0, 1)).sort((a, b) => a - b)
  const [y0 = 0, y1 = 0] = [one.y, other.y].map((y) => between(y, 0, 1)).sort((a, b) => a - b)
  if (x1 - x0 < LEAST || y1 - y0 < LEAST) return undefined
  return { left: x0, top: y0, width: x1 - x0, height: y1 - y0 }
}

/** The same box around another point. */
export function boxAround(box: Box, point: Point): Box {
  return movedBox(box, { x: point.x - box.left - box.width / 2, y: point.y - box.top - box.height / 2 })
}
