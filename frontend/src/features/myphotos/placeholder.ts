import { thumbHashToDataURL } from 'thumbhash'

const made = new Map<string, string>()
const MOST_KEPT = 2000

/** A blurred picture out of a photo's ThumbHash (base64), as a data address; undefined where there is none. */
export function placeholderOf(thumbhash: string): string | undefined {
  if (!thumbhash) return undefined
  const before = made.get(thumbhash)
  if (before) return before
  try {
    const address = thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (letter) => letter.charCodeAt(0)))
    if (made.size >= MOST_KEPT) made.clear()
    made.set(thumbhash, address)
    return address
  } catch {
    return undefined
  }
}
