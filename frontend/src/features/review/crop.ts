export interface Box {
  left: number
  top: number
  width: number
  height: number
}

/** Where a picture stands in a square frame so that the frame shows one part of it; in percent of the frame's side. */
export interface Crop {
  left: number
  top: number
  width: number
  height: number
}

/** How much of the surroundings is shown on each side of a face, as part of its longer side. */
const MARGIN = 0.35

/**
 * A square around a face, moved so that it stays inside the photo; only a face that does not fit into a square of it goes beyond.
 *
 * @param box in fractions of the photo.
 * @param ratio width of the photo by its height.
 */
export function cropAround(box: Box, ratio: number, margin = MARGIN): Crop {
  // Lengths in heights of the photo from here on.
  const face = Math.min(Math.max(box.width * ratio, box.height), Math.max(ratio, 1))
  // Where the photo ends there are fewer surroundings, rather than nothing beside them.
  const side = Math.min(face * (1 + 2 * margin), Math.max(face, Math.min(ratio, 1)))
  const inside = (middle: number, length: number) =>
    side >= length ? (length - side) / 2 : Math.min(Math.max(middle - side / 2, 0), length - side)
  const x = inside((box.left + box.width / 2) * ratio, ratio)
  const y = inside(box.top + box.height / 2, 1)
  return { left: (-x / side) * 100, top: (-y / side) * 100, width: (ratio / side) * 100, height: (1 / side) * 100 }
}

/** The longest side a preview needs for a face to be sharp in a frame of so many pixels. */
export function sideFor(box: Box, ratio: number, framePixels: number, margin = MARGIN): number {
  const { width, height } = cropAround(box, ratio, margin)
  return (Math.max(width, height) / 100) * framePixels
}

/** A part of a photo that the server cuts out: its address, and where it stands in the frame. */
export interface Cutout {
  src: string
  place: Crop
}

const SIDES = [64, 128, 256, 512]

/**
 * What of a preview a frame shows, as a picture of its own: a hundredth of the bytes, and of the browser's memory.
 *
 * @param preview address of the preview that is sharp enough for the frame.
 * @param pixels device pixels of the frame's side, about.
 */
export function cutoutOf(preview: string, crop: Crop, pixels: number): Cutout {
  // In fractions of the photo; what is beyond it is nothing that could be cut out.
  const from = (start: number, length: number) => Math.min(Math.max(-start / length, 0), 1)
  const to = (start: number, length: number) => Math.min(Math.max((100 - start) / length, 0), 1)
  const [left, right] = [from(crop.left, crop.width), to(crop.left, crop.width)]
  const [top, bottom] = [from(crop.top, crop.height), to(crop.top, crop.height)]
  const part = { left, top, width: right - left, height: bottom - top }
  const side = SIDES.find((one) => one >= pixels) ?? SIDES.at(-1)
  const [path = '', query = ''] = preview.split('?')
  const asked = Object.entries(part).map(([name, value]) => `${name}=${value.toFixed(4)}`)
  return {
    src: `${path}/part?${[query, ...asked, `side=${side}`].filter(Boolean).join('&')}`,
    place: {
      left: crop.left + left * crop.width,
      top: crop.top + top * crop.height,
      width: part.width * crop.width,
      height: part.height * crop.height,
    },
  }
}
