import { Check, ZoomIn } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SuggestionOut } from '@/api/generated'
import { IconButton } from '@/components/Button'
import { classes } from '@/components/classes'
import { Dialog } from '@/components/Dialog'
import { FaceCover } from '@/features/people/FaceCover'
import { previewFor, ratioOf } from '@/features/photos/thumbnails'
import { thumbhashPicture } from '@/features/wall/thumbhash'
import { formatProbability } from '@/i18n/format'

interface TileProps {
  face: SuggestionOut
  at: number
  /** What keys are about. */
  current: boolean
  chosen: boolean
  onCurrent: (at: number) => void
  onChoose: (at: number, range: boolean) => void
}

/** A face among those that are asked about: pressed it is looked at, its check mark chooses it. */
export function AskedTile({ face, at, current, chosen, onCurrent, onChoose }: TileProps) {
  const { t } = useTranslation()
  const label = t('suggestions.face', { at: at + 1, probability: formatProbability(face.probability) })
  return (
    <li className="relative">
      <button
        type="button"
        data-asked={face.id}
        tabIndex={current ? 0 : -1}
        aria-current={current || undefined}
        aria-label={label}
        onFocus={() => onCurrent(at)}
        onClick={(event) => (event.shiftKey ? onChoose(at, true) : onCurrent(at))}
        className={classes(
          'block w-full rounded-card border-2 p-1',
          current ? 'border-accent' : 'border-transparent hover:border-edge',
          chosen && 'bg-accent-soft',
        )}
      >
        <FaceCover face={face} pixels={120} className={classes('w-full rounded-control transition-[scale] duration-150', chosen && 'scale-90')} />
        <span aria-hidden className="mt-1 block text-center text-xs text-muted tabular-nums">
          {formatProbability(face.probability)}
        </span>
      </button>
      <label className="absolute top-0 left-0 grid size-11 cursor-pointer place-items-center rounded-full has-focus-visible:outline-3 has-focus-visible:outline-accent">
        <input
          type="checkbox"
          className="sr-only"
          aria-label={t('suggestions.choose', { at: at + 1 })}
          checked={chosen}
          onChange={(event) => onChoose(at, (event.nativeEvent as unknown as { shiftKey?: boolean }).shiftKey ?? false)}
        />
        <span
          aria-hidden
          className={classes(
            'grid size-6 place-items-center rounded-full border-2 shadow-card',
            chosen ? 'border-accent bg-accent text-on-accent' : 'border-white bg-veil',
          )}
        >
          {chosen && <Check className="size-4" strokeWidth={3} />}
        </span>
      </label>
    </li>
  )
}

/** The whole photo with the face framed: who stands beside somebody often says who they are. */
export function PhotoAround({ face, pixels, className }: { face: SuggestionOut; pixels: number; className?: string }) {
  const { t } = useTranslation()
  const [loaded, setLoaded] = useState('')
  const ratio = ratioOf(face)
  const src = previewFor(face, pixels)
  return (
    <div
      className={classes('relative w-full overflow-hidden rounded-card bg-sunken', className)}
      style={{
        aspectRatio: ratio,
        maxWidth: `calc(60dvh * ${ratio})`,
        backgroundImage: loaded === src ? undefined : `url(${thumbhashPicture(face.thumbhash)})`,
        backgroundSize: '100% 100%',
      }}
    >
      {src && <img src={src} alt={t('suggestions.photo')} onLoad={() => setLoaded(src)} className="size-full object-cover" />}
      <span
        aria-hidden
        className="absolute rounded-md border-3 border-accent outline outline-2 outline-white"
        style={{
          left: `${face.box.left * 100}%`,
          top: `${face.box.top * 100}%`,
          width: `${face.box.width * 100}%`,
          height: `${face.box.height * 100}%`,
        }}
      />
    </div>
  )
}

/** The face that is looked at, large; enlarged, its whole photo. */
export function LookedAt({ face, enlarged, onEnlarge }: { face: SuggestionOut; enlarged: boolean; onEnlarge: (on: boolean) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="relative">
        <FaceCover face={face} pixels={360} alt={t('suggestions.large')} className="w-full rounded-card" />
        <span className="absolute right-2 bottom-2 rounded-control bg-surface shadow-card">
          <IconButton icon={ZoomIn} size="small" label={t('suggestions.enlarge')} aria-keyshortcuts="Enter" onClick={() => onEnlarge(true)} />
        </span>
      </div>
      <Dialog open={enlarged} onClose={() => onEnlarge(false)} title={t('suggestions.enlarged')} wide>
        <PhotoAround face={face} pixels={1200} className="mx-auto" />
      </Dialog>
    </>
  )
}
