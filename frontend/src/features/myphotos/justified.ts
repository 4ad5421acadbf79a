/** One line of a wall of photos. */
export interface Line {
  /** Index of its first photo, and of the one after its last. */
  start: number
  end: number
  /** Pixels. */
  height: number
  widths: number[]
}

/** Photos narrower or wider than this are cropped to it, so that one panorama does not make a line of its own. */
const NARROWEST = 0.55
const WIDEST = 2.4

/**
 * Photos in lines of equal height that fill the width, as on a contact sheet.
 *
 * @param ratios width to height of each photo
 * @param width of the wall, pixels
 * @param target height that lines should have, pixels; full lines are at most this tall
 * @param gap between photos, pixels
 */
export function justified(ratios: number[], width: number, target: number, gap: number): Line[] {
  const lines: Line[] = []
  if (width <= 0) return lines
  let start = 0
  let sum = 0
  for (let at = 0; at < ratios.length; at++) {
    sum += kept(ratios[at] ?? 1)
    const room = width - gap * (at - start)
    if (room / sum <= target) {
      lines.push(line(ratios, start, at + 1, room / sum))
      start = at + 1
      sum = 0
    }
  }
  // What is left at the end stands as it is, and is not blown up.
  if (start < ratios.length) lines.push(line(ratios, start, ratios.length, target))
  return lines
}

function line(ratios: number[], start: number, end: number, height: number): Line {
  const widths = ratios.slice(start, end).map((ratio) => kept(ratio) * height)
  return { start, end, height, widths }
}

function kept(ratio: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, ratio || 1))
}
