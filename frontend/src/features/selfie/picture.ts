/** Width to height of what the camera's frame shows and takes. */
export const ASPECT = 3 / 4

/** Longest side of a selfie that is sent, pixels: the server looks at no more. */
export const LONGEST = 1920
const JPEG_QUALITY = 0.92

export interface Part {
  left: number
  top: number
  width: number
  height: number
}

/** The largest part of this shape in the middle of a picture. */
export function middlePart(width: number, height: number, aspect = ASPECT): Part {
  const wide = Math.min(width, height * aspect)
  const high = wide / aspect
  return { left: (width - wide) / 2, top: (height - high) / 2, width: wide, height: high }
}

/** Draws what the frame shows of a video, at most this tall. */
export function drawFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement, tallest = LONGEST): boolean {
  const part = middlePart(video.videoWidth, video.videoHeight)
  if (!part.width) return false
  const scale = Math.min(1, tallest / part.height)
  canvas.width = Math.round(part.width * scale)
  canvas.height = Math.round(part.height * scale)
  const context = canvas.getContext('2d')
  context?.drawImage(video, part.left, part.top, part.width, part.height, 0, 0, canvas.width, canvas.height)
  return !!context
}

/** What the frame shows now, as a JPEG that is not mirrored. */
export async function takePicture(video: HTMLVideoElement): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  return drawFrame(video, canvas) ? asJpeg(canvas) : null
}

/**
 * A picture from a file, upright, no larger than needed, without place and time.
 *
 * A kind of picture that this browser cannot open is sent as it is; the server opens more kinds.
 */
export async function shrunk(file: File): Promise<{ picture: Blob; opened: boolean }> {
  let bitmap: ImageBitmap
  try {
    bitmap = await createImageBitmap(file)
  } catch {
    return { picture: file, opened: false }
  }
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  const picture = await asJpeg(canvas)
  return picture ? { picture, opened: true } : { picture: file, opened: false }
}

function asJpeg(canvas: HTMLCanvasElement): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY))
}
