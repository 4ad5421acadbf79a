import { thumbHashToRGBA } from 'thumbhash'

const KEPT = 600
const made = new Map<string, string>()

/** A blurred picture of a thumbhash (Base64) as an address; empty when there is none, or it cannot be read. */
export function thumbhashPicture(hash: string): string {
  if (!hash) return ''
  const known = made.get(hash)
  if (known !== undefined) return known
  const picture = draw(hash)
  made.set(hash, picture)
  const oldest = made.keys().next()
  if (made.size > KEPT && !oldest.done) made.delete(oldest.value)
  return picture
}

function draw(hash: string): string {
  try {
    const bytes = Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0))
    const { w, h, rgba } = thumbHashToRGBA(bytes)
    const canvas = document.createElement('canvas')
    canvas.width = w
    canvas.height = h
    const context = canvas.getContext('2d')
    if (!context) return ''
    context.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0)
    return canvas.toDataURL()
  } catch {
    return ''
  }
}
