import { LoaderCircle, TriangleAlert } from 'lucide-react'
import { memo, useState } from 'react'
import { classes } from '@/components/classes'
import { released, useUnhurried } from '@/features/wall/pace'
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
  const unhurried = useUnhurried()
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
        unhurried && (
          <img
            ref={released}
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
        )
      ) : (
        <span aria-hidden className="grid size-full place-items-center text-muted">
          {state === 'failed' ? <TriangleAlert className="size-7 text-bad" /> : <LoaderCircle className="size-7 animate-turn" />}
        </span>
      )}
      {state === 'failed' && src && <TriangleAlert aria-hidden className="absolute right-2 bottom-2 size-6 rounded-full bg-raised p-1 text-bad" />}
      {/* One element, drawn by the style sheet: thousands of tiles come and go. */}
      {choosable && (
        <span
          aria-hidden
          data-check
          className={classes(
            'absolute top-0 left-0 size-11 before:absolute before:inset-2.5 before:rounded-full before:border-2 before:shadow-card',
            'after:absolute after:top-[0.95rem] after:left-[1.13rem] after:h-3 after:w-1.5 after:rotate-45 after:border-r-3 after:border-b-3',
            selected ? 'before:border-accent before:bg-accent after:border-on-accent' : 'before:border-white before:bg-veil after:border-transparent',
            !choosing && 'opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100',
          )}
        />
      )}
    </div>
  )
})
