import type { PhotoOut } from '@/api/generated'

/** Pixels from which the small preview would be seen to be one. */
const SMALL_ENOUGH = 560

/** The address of the smallest preview that is sharp in a box; undefined while there is none. */
export function previewFor(photo: Pick<PhotoOut, 'previews'>, cssPixels: number, density = window.devicePixelRatio): string | undefined {
  const wanted = cssPixels * density
  if (wanted <= SMALL_ENOUGH && photo.previews['320']) return photo.previews['320']
  const sizes = Object.keys(photo.previews)
    .map(Number)
    .sort((one, other) => one - other)
  const size = sizes.find((side) => side >= wanted) ?? sizes.at(-1)
  return size === undefined ? undefined : photo.previews[String(size)]
}

/** Width by height of the upright photo; 3:2 while nobody has looked at it. */
export function ratioOf(photo: Pick<PhotoOut, 'width' | 'height'>): number {
  return photo.width && photo.height ? photo.width / photo.height : 1.5
}
