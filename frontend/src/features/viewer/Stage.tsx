import { LoaderCircle, TriangleAlert } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import type { FaceOut, PhotoOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { thumbhashPicture } from '@/features/wall/thumbhash'
import { previewFor, ratioOf } from '@/features/photos/thumbnails'
import { FaceBoxes } from './FaceBoxes'

/** The largest box of a shape inside a frame. */
export function fitted(ratio: number, frame: { width: number; height: number }): { width: number; height: number } {
  const width = Math.min(frame.width, frame.height * ratio)
  return { width, height: width / ratio }
}

interface StageProps {
  photo: PhotoOut
  faces: readonly FaceOut[]
  /** The face that is pointed at, in the photo or in the list. */
  marked: number | null
  onMark: (face: number | null) => void
  label: string
  /** Pixels a finger has pulled it to the side. */
  pulled: number
}

/** The photo as large as its place allows, with frames around faces. */
export function Stage({ photo, faces, marked, onMark, label, pulled }: StageProps) {
  const frame = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const [loaded, setLoaded] = useState<string>()
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  const box = fitted(ratioOf(photo), size)
  const src = previewFor(photo, Math.max(box.width, box.height))
  const small = photo.previews['320']
  const state = photo.hosting?.state ?? 'ready'
  return (
    <div ref={frame} className="grid size-full place-items-center">
      {box.width > 0 && (
        <div
          className={classes('relative rounded-sm bg-sunken', !pulled && 'transition-transform duration-150')}
          style={{
            width: box.width,
            height: box.height,
            transform: `translateX(${pulled}px)`,
            backgroundImage: `url(${small ?? thumbhashPicture(photo.thumbhash)})`,
            backgroundSize: '100% 100%',
          }}
        >
          {src ? (
            <img
              key={src}
              src={src}
              alt={label}
              draggable={false}
              onLoad={() => setLoaded(src)}
              className={classes('size-full transition-opacity duration-150', loaded !== src && 'opacity-0')}
            />
          ) : (
            <span role="img" aria-label={label} className="grid size-full place-items-center text-muted">
              {state === 'failed' ? <TriangleAlert className="size-12 text-bad" /> : <LoaderCircle className="size-12 animate-turn" />}
            </span>
          )}
          <FaceBoxes faces={faces} marked={marked} onMark={onMark} />
        </div>
      )}
    </div>
  )
}
