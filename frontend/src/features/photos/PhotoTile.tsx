import { Check, LoaderCircle, TriangleAlert } from 'lucide-react'
import { memo, useState } from 'react'
import { classes } from '@/components/classes'
import { thumbhashPicture } from '@/features/wall/thumbhash'

interface TileProps {
  index: number
  label: string
  left: number
  width: number
  height: number
  src: string | undefined
  thumbhash: string
  state: string
  selected: boolean
  /** Photos are being chosen: a press chooses rather than opens. */
  choosing: boolean
  /** It can be chosen at all. */
  choosable: boolean
  /** The one photo that Tab leads to. */
  active: boolean
}

/** A photo in the grid; what it does is the grid's, which hears all its photos at once. */
export const PhotoTile = memo(function PhotoTile({
  index, label, left, width, height, src, thumbhash, state, selected, choosing, choosable, active,
}: TileProps) {
  const [shown, setShown] = useState<string>()
  const blurred = src && shown === src ? '' : thumbhashPicture(thumbhash)
  return (
    <div
      role="gridcell"
      aria-selected={choosable ? selected : undefined}
      aria-label={label}
      tabIndex={active ? 0 : -1}
      data-index={index}
      className="group absolute top-0 cursor-pointer overflow-hidden rounded-sm bg-sunken select-none focus-visible:z-10"
      style={{ left, width, height, backgroundImage: blurred ? `url(${blurred})` : undefined, backgroundSize: '100% 100%' }}
    >
      {src ? (
        <img
          src={src}
          alt=""
          decoding="async"
          draggable={false}
          onLoad={() => setShown(src)}
          className={classes(
            'size-full object-cover transition-[opacity,scale] duration-150',
            shown !== src && 'opacity-0',
            selected && 'scale-90 rounded-control',
          )}
        />
      ) : (
        <span aria-hidden className="grid size-full place-items-center text-muted">
          {state === 'failed' ? <TriangleAlert className="size-7 text-bad" /> : <LoaderCircle className="size-7 animate-turn" />}
        </span>
      )}
      {state === 'failed' && src && <TriangleAlert aria-hidden className="absolute right-2 bottom-2 size-6 rounded-full bg-raised p-1 text-bad" />}
      {choosable && (
        <span
          aria-hidden
          data-check
          className={classes(
            'absolute top-0 left-0 grid size-11 place-items-center',
            !choosing && 'opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100',
          )}
        >
          <span
            className={classes(
              'grid size-6 place-items-center rounded-full border-2 shadow-card',
              selected ? 'border-accent bg-accent text-on-accent' : 'border-white bg-veil text-transparent',
            )}
          >
            <Check className="size-4" strokeWidth={3} />
          </span>
        </span>
      )}
    </div>
  )
})
