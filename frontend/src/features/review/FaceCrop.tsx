import { useState } from 'react'
import { classes } from '@/components/classes'
import { thumbhashPicture } from '@/features/wall/thumbhash'
import { previewFor, ratioOf } from '@/features/photos/thumbnails'
import { type Box, cropAround, sideFor } from './crop'

interface FaceCropProps {
  photo: { width: number | null; height: number | null; previews: Record<string, string>; thumbhash: string }
  box: Box
  /** CSS pixels of the frame's side, about: which preview is sharp enough. */
  pixels: number
  alt: string
  className?: string
}

/** A face cut out of the photo's preview, in a square frame. */
export function FaceCrop({ photo, box, pixels, alt, className }: FaceCropProps) {
  const [shown, setShown] = useState<string>()
  const ratio = ratioOf(photo)
  const crop = cropAround(box, ratio)
  const src = previewFor(photo, sideFor(box, ratio, pixels))
  const style = {
    left: `${crop.left}%`,
    top: `${crop.top}%`,
    width: `${crop.width}%`,
    height: `${crop.height}%`,
    backgroundImage: src === shown ? undefined : `url(${thumbhashPicture(photo.thumbhash)})`,
    backgroundSize: '100% 100%',
  }
  return (
    <span className={classes('relative block aspect-square overflow-hidden bg-sunken', className)}>
      {src && <img src={src} alt={alt} loading="lazy" decoding="async" draggable={false} onLoad={() => setShown(src)} className="absolute max-w-none" style={style} />}
    </span>
  )
}
