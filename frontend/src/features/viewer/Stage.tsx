import { LoaderCircle, TriangleAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { FaceOut, PhotoOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { thumbhashPicture } from '@/features/wall/thumbhash'
import { previewFor } from '@/features/photos/thumbnails'
import { FaceBoxes } from './FaceBoxes'
import type { Zoom } from './useZoom'

interface StageProps {
  photo: PhotoOut
  faces: readonly FaceOut[]
  /** The face that is pointed at, in the photo or in the list. */
  marked: number | null
  onMark: (face: number | null) => void
  onChoose: (face: number) => void
  /** Over the photo. */
  children?: ReactNode
  label: string
  /** Pixels a finger has pulled it to the side. */
  pulled: number
  zoom: Zoom
}

/** The photo as large as its place allows, or looked at closely, with frames around faces. */
export function Stage({ photo, faces, marked, onMark, onChoose, children, label, pulled, zoom }: StageProps) {
  const [loaded, setLoaded] = useState<readonly string[]>([])
  const { setFrame, handlers, box, view, isZoomed, grabbed } = zoom
  const src = previewFor(photo, Math.max(box.width, box.height))
  const large = isZoomed ? previewFor(photo, Infinity) : undefined
  const small = photo.previews['320']
  const state = photo.hosting?.state ?? 'ready'
  const isLoaded = (one: string) => loaded.includes(one)
  const onLoad = (one: string) => setLoaded((before) => [...before.slice(-1), one])
  return (
    <div
      ref={setFrame}
      {...(src && handlers)}
      className={classes(
        'relative size-full overflow-hidden select-none',
        src && (grabbed ? 'cursor-grabbing' : isZoomed ? 'cursor-grab' : 'cursor-zoom-in'),
        isZoomed ? 'touch-none' : 'touch-pan-y',
      )}
    >
      {box.width > 0 && (
        <div
          className={classes(
            'absolute top-1/2 left-1/2 rounded-sm bg-sunken',
            !pulled && !grabbed && 'transition-[width,height,transform] duration-150',
          )}
          style={{
            width: box.width * view.scale,
            height: box.height * view.scale,
            transform: `translate(-50%, -50%) translate(${view.x + pulled}px, ${view.y}px)`,
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
              onLoad={() => onLoad(src)}
              className={classes('size-full transition-opacity duration-150', !isLoaded(src) && 'opacity-0')}
            />
          ) : (
            <span role="img" aria-label={label} className="grid size-full place-items-center text-muted">
              {state === 'failed' ? <TriangleAlert className="size-12 text-bad" /> : <LoaderCircle className="size-12 animate-turn" />}
            </span>
          )}
          {large && large !== src && (
            <img
              key={large}
              src={large}
              alt=""
              draggable={false}
              onLoad={() => onLoad(large)}
              className={classes('absolute inset-0 size-full', !isLoaded(large) && 'opacity-0')}
            />
          )}
          <FaceBoxes faces={faces} marked={marked} onMark={onMark} onChoose={onChoose} />
          {children}
        </div>
      )}
    </div>
  )
}
