import type { Layout } from '@/features/wall/justify'

/** Index of the row with this photo, by halving. */
export function rowOf(layout: Layout, photo: number): number {
  let low = 0
  let high = layout.rows.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((layout.rows[middle]?.last ?? 0) > photo) high = middle
    else low = middle + 1
  }
  return low
}

const ROWS_A_PAGE = 4

/**
 * Where a key leads from a photo in rows of different widths: up and down go to the photo whose middle is nearest.
 *
 * @returns the index of a photo; undefined for keys that lead nowhere.
 */
export function stepped(layout: Layout, from: number, key: string, ctrl: boolean): number | undefined {
  const last = layout.left.length - 1
  const row = rowOf(layout, from)
  const here = layout.rows[row]
  if (last < 0 || !here) return undefined
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, from - 1)
    case 'ArrowRight':
      return Math.min(last, from + 1)
    case 'Home':
      return ctrl ? 0 : here.first
    case 'End':
      return ctrl ? last : here.last - 1
    case 'ArrowUp':
      return nearest(layout, row - 1, from)
    case 'ArrowDown':
      return nearest(layout, row + 1, from)
    case 'PageUp':
      return nearest(layout, Math.max(0, row - ROWS_A_PAGE), from)
    case 'PageDown':
      return nearest(layout, Math.min(layout.rows.length - 1, row + ROWS_A_PAGE), from)
    default:
      return undefined
  }
}

function nearest(layout: Layout, row: number, from: number): number {
  const there = layout.rows[row]
  if (!there) return from
  const middle = (at: number) => (layout.left[at] ?? 0) + (layout.width[at] ?? 0) / 2
  let best = there.first
  for (let at = there.first; at < there.last; at++) {
    if (Math.abs(middle(at) - middle(from)) < Math.abs(middle(best) - middle(from))) best = at
  }
  return best
}
