export interface Size {
  width: number
  height: number
}

export interface Point {
  x: number
  y: number
}

/** How a photo is looked at: how much larger than it fits, and where its middle is, in pixels from that of its frame. */
export interface View extends Point {
  scale: number
}

export const FIT: View = { scale: 1, x: 0, y: 0 }

/** Larger than that even a preview of 2560 pixels shows nothing new. */
const LARGEST = 8

/** The largest box of a shape inside a frame. */
export function fitted(ratio: number, frame: Size): Size {
  const width = Math.min(frame.width, frame.height * ratio)
  return { width, height: width / ratio }
}

/**
 * The view nearest to this one that leaves no gap at a side which the photo could fill.
 *
 * @param box the photo as it fits into the frame.
 */
export function within(view: View, box: Size, frame: Size): View {
  const scale = Math.min(LARGEST, Math.max(1, view.scale))
  const inside = (at: number, length: number, room: number) => {
    const most = Math.max(0, (length * scale - room) / 2)
    return Math.min(most, Math.max(-most, at))
  }
  return { scale, x: inside(view.x, box.width, frame.width), y: inside(view.y, box.height, frame.height) }
}

/** So many times larger; what lies at a point of the frame, from its middle, stays there. */
export function zoomed(view: View, factor: number, point: Point, box: Size, frame: Size): View {
  const scale = Math.min(LARGEST, Math.max(1, view.scale * factor))
  const grown = scale / view.scale
  return within({ scale, x: point.x - (point.x - view.x) * grown, y: point.y - (point.y - view.y) * grown }, box, frame)
}

export function moved(view: View, by: Point, box: Size, frame: Size): View {
  return within({ ...view, x: view.x + by.x, y: view.y + by.y }, box, frame)
}
