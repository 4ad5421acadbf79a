import { useState } from 'react'
import { classes } from '@/components/classes'
import { thumbhashPicture } from '@/features/wall/thumbhash'
import { previewFor, ratioOf } from '@/features/photos/thumbnails'
import { type Box, type Crop, cropAround, cutoutOf, sideFor } from './crop'

interface FaceCropProps {
  photo: { width: number | null; height: number | null; previews: Record<string, string>; thumbhash: string }
  box: Box
  /** CSS pixels of the frame's side, about: which preview is sharp enough. */
  pixels: number
  alt: string
  className?: string
}

/** A face cut out of the photo, in a square frame: by the server, or here where the small preview does, which may be there already. */
export function FaceCrop({ photo, box, pixels, alt, className }: FaceCropProps) {
  const [shown, setShown] = useState<string>()
  const ratio = ratioOf(photo)
  const crop = cropAround(box, ratio)
  const preview = previewFor(photo, sideFor(box, ratio, pixels))
  const whole = preview === undefined || preview === photo.previews['320']
  const { src, place } = whole ? { src: preview, place: crop } : cutoutOf(preview, crop, pixels * window.devicePixelRatio)
  return (
    <span className={classes('relative block aspect-square overflow-hidden bg-sunken', className)}>
      {src !== undefined && src !== shown && (
        <span aria-hidden className="absolute" style={{ ...placed(crop), backgroundImage: `url(${thumbhashPicture(photo.thumbhash)})`, backgroundSize: '100% 100%' }} />
      )}
      {src && <img src={src} alt={alt} loading="lazy" decoding="async" draggable={false} onLoad={() => setShown(src)} className="absolute max-w-none" style={placed(place)} />}
    </span>
  )
}

function placed({ left, top, width, height }: Crop) {
  return { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` }
}
