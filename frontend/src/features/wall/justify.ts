/** One row of a justified layout; boxes of its photos are `first` to `last`, exclusive. */
export interface Row {
  first: number
  last: number
  top: number
  height: number
  /** Pixels of a heading above its photos, 0 for none; `top` and `height` are of the photos. */
  lead: number
}

/** Where photos stand, as columns of numbers: 20,000 boxes as objects would be work for the collector at each resize. */
export interface Layout {
  rows: Row[]
  left: Float64Array
  width: Float64Array
  /** Pixels of everything, without a gap at its end. */
  height: number
}

export interface JustifyOptions {
  /** Pixels of a row. */
  width: number
  /** Pixels a row should be high. */
  rowHeight: number
  /** Pixels between photos and between rows. */
  gap: number
  /** Indexes, rising, of photos with a heading above them: they begin a row. */
  groups?: readonly number[]
  /** Pixels of such a heading. */
  lead?: number
}

/** A panorama or a strip is shown cut rather than as a line: ratios beyond these are held at them. */
export const NARROWEST = 0.45
export const WIDEST = 3.2

/** How much higher than wanted a row may be before its last photo is left alone at its own width. */
const TALLEST = 1.35

export function heldRatio(ratio: number): number {
  return Number.isFinite(ratio) && ratio > 0 ? Math.min(WIDEST, Math.max(NARROWEST, ratio)) : 1
}

/**
 * Rows of equal width in which every photo keeps its shape (as Flickr's justified layout): photos are taken until the row
 * would be lower than wanted, then the row is stretched to the width, with or without the last one, whichever is closer to
 * the wanted height. The last row is not stretched beyond it.
 *
 * @param ratios width divided by height of each photo; what is no positive number counts as square.
 */
export function justify(
  ratios: ArrayLike<number>,
  { width, rowHeight, gap, groups = [], lead = 0 }: JustifyOptions,
): Layout {
  const count = ratios.length
  const left = new Float64Array(count)
  const widths = new Float64Array(count)
  const rows: Row[] = []
  let top = 0
  let first = 0
  let sum = 0
  let group = 0

  const heightOf = (photos: number, ratioSum: number) => (width - gap * (photos - 1)) / ratioSum
  const close = (last: number, ratioSum: number, height: number) => {
    const stretched = height === heightOf(last - first, ratioSum)
    let x = 0
    for (let at = first; at < last; at++) {
      const wide = heldRatio(ratios[at] ?? 1) * height
      left[at] = x
      // The last one ends exactly at the edge, whatever rounding did before it.
      widths[at] = stretched && at === last - 1 ? width - x : wide
      x += wide + gap
    }
    const headed = groups[group] === first
    if (headed) group += 1
    top += headed ? lead : 0
    rows.push({ first, last, top, height, lead: headed ? lead : 0 })
    top += height + gap
    first = last
  }

  const closeShort = (last: number) => {
    if (first < last) close(last, sum, Math.min(rowHeight, heightOf(last - first, sum)))
    sum = 0
  }

  for (let at = 0; at < count; at++) {
    if (first < at && at === groups[group + (groups[group] === first ? 1 : 0)]) closeShort(at)
    const ratio = heldRatio(ratios[at] ?? 1)
    const height = heightOf(at + 1 - first, sum + ratio)
    if (height > rowHeight) {
      sum += ratio
      continue
    }
    const without = at > first ? heightOf(at - first, sum) : Infinity
    if (without - rowHeight < rowHeight - height && without <= rowHeight * TALLEST) {
      close(at, sum, without)
      sum = ratio
      if (heightOf(1, sum) <= rowHeight) {
        close(at + 1, sum, heightOf(1, sum))
        sum = 0
      }
    } else {
      close(at + 1, sum + ratio, height)
      sum = 0
    }
  }
  closeShort(count)
  return { rows, left, width: widths, height: Math.max(0, top - gap) }
}
