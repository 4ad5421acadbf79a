import type { SlideData } from 'photoswipe'
import type { MatchOut } from '@/api/generated'

/** A photo as the viewer wants it: the largest preview's size, and every preview to choose from. */
export function slideOf({ photo }: MatchOut, alt: string): SlideData {
  const sizes = Object.keys(photo.previews).map(Number).sort((a, b) => a - b)
  const largest = sizes.at(-1) ?? 320
  const width = photo.width ?? largest
  const height = photo.height ?? largest
  const scaled = (size: number) => Math.min(1, size / Math.max(width, height))
  return {
    src: photo.previews[String(largest)],
    srcset: sizes.map((size) => `${photo.previews[String(size)]} ${Math.round(width * scaled(size))}w`).join(', '),
    msrc: photo.previews[String(sizes[0])],
    width: Math.round(width * scaled(largest)),
    height: Math.round(height * scaled(largest)),
    alt,
  }
}
