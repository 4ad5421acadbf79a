import { Check, Heart } from 'lucide-react'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MatchOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { formatProbability } from '@/i18n/format'
import { released, useUnhurried } from '@/features/wall/pace'
import { thumbhashPicture } from '@/features/wall/thumbhash'

interface PhotoTileProps {
  match: MatchOut
  width: number
  height: number
  number: number
  total: number
  /** Undefined while nothing is chosen from. */
  chosen?: boolean
  onChoose: (match: MatchOut) => void
  onOpen: (match: MatchOut) => void
  onFavour: (match: MatchOut) => void
}

/** A photo on the wall: opens it or chooses it, says how sure it is, and takes a heart. */
export const PhotoTile = memo(function PhotoTile({ match, width, height, number, total, chosen, onChoose, onOpen, onFavour }: PhotoTileProps) {
  const { t } = useTranslation()
  const [loaded, setLoaded] = useState(false)
  const unhurried = useUnhurried()
  const { photo } = match
  const sure = formatProbability(match.probability)
  const words = t(`guest.words.${match.level}`)
  const choosing = chosen !== undefined
  const name = t('guest.photos.name', { number, total, words, probability: sure })
  return (
    <div role="listitem" data-number={number} className="group relative shrink-0 overflow-hidden rounded-md bg-sunken" style={{ width, height }}>
      <button
        type="button"
        role={choosing ? 'checkbox' : undefined}
        aria-checked={choosing ? chosen : undefined}
        aria-label={name}
        onClick={() => (choosing ? onChoose(match) : onOpen(match))}
        className="block size-full bg-cover bg-center focus-visible:-outline-offset-4"
        style={{ backgroundImage: loaded ? undefined : cssAddress(thumbhashPicture(photo.thumbhash)) }}
      >
        <img
          ref={released}
          alt=""
          src={unhurried ? photo.previews['320'] : undefined}
          srcSet={unhurried ? srcSet(photo) : undefined}
          sizes={`${Math.ceil(width)}px`}
          loading="lazy"
          decoding="async"
          draggable={false}
          onLoad={() => setLoaded(true)}
          className={classes(
            'size-full object-cover transition-[opacity,scale] duration-200',
            !loaded && 'opacity-0',
            chosen && 'scale-90 rounded-md',
          )}
        />
      </button>
      <span
        aria-hidden
        className="pointer-events-none absolute inset-x-0 bottom-0 flex items-end bg-linear-to-t from-black/65 to-transparent px-2.5 pt-8 pb-2 text-xs font-semibold text-white"
      >
        <span className="truncate">
          {sure}
          <span className="font-normal"> · {t(`guest.level.${match.level}`)}</span>
        </span>
      </span>
      {choosing ? (
        <span
          aria-hidden
          className={classes(
            'pointer-events-none absolute top-2 left-2 grid size-7 place-items-center rounded-full border-2',
            chosen ? 'border-accent bg-accent text-on-accent' : 'border-white bg-black/40',
          )}
        >
          {chosen && <Check className="size-4" strokeWidth={3} />}
        </span>
      ) : (
        <button
          type="button"
          aria-pressed={match.favourite}
          aria-label={t('guest.photos.favouriteOf', { number })}
          title={t('guest.photos.favourite')}
          onClick={() => onFavour(match)}
          className={classes(
            'absolute top-1 right-1 grid size-10 place-items-center rounded-full text-white focus-visible:-outline-offset-4',
            'transition-opacity pointer-fine:opacity-0 group-hover:opacity-100 focus-visible:opacity-100',
            match.favourite && 'opacity-100!',
          )}
        >
          <span className="grid size-8 place-items-center rounded-full bg-black/45">
            <Heart aria-hidden className={classes('size-4.5', match.favourite && 'fill-white')} />
          </span>
        </button>
      )}
    </div>
  )
})

function cssAddress(address: string): string | undefined {
  return address ? `url("${address}")` : undefined
}

/** Previews by the width that they have; their names say the longest side. */
function srcSet({ previews, width, height }: MatchOut['photo']): string {
  const narrow = width && height ? Math.min(1, width / height) : 1
  return Object.entries(previews)
    .filter(([size]) => Number(size) <= 1280)
    .map(([size, address]) => `${address} ${Math.round(Number(size) * narrow)}w`)
    .join(', ')
}
