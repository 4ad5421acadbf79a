import { Download, Heart, type LucideIcon, ScanFace, UserRoundX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { MatchOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { packTitle } from '@/features/search/packs'
import { formatDateTime, formatList, formatNumber, formatProbability } from '@/i18n/format'
import { originalOf, webSizeOf } from './downloads'

interface ViewerBarProps {
  match: MatchOut
  number: number
  total: number
  originals: boolean
  /** IANA zone of the event. */
  zone: string
  outlined: boolean
  onOutline: () => void
  onFavour: () => void
  onDeny: () => void
}

const formatScore = (value: number) => formatNumber(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 })

const CONTROL =
  'flex min-h-12 min-w-14 flex-col items-center justify-center gap-0.5 rounded-control px-2 text-xs font-semibold text-white hover:bg-white/15 focus-visible:outline-white'

/** Below a photo in the viewer: what it is, how sure, and what can be done with it. */
export function ViewerBar({ match, number, total, originals, zone, outlined, onOutline, onFavour, onDeny }: ViewerBarProps) {
  const { t } = useTranslation()
  const { photo } = match
  return (
    <div className="absolute inset-x-0 bottom-0 z-10 flex flex-wrap items-center justify-between gap-x-6 gap-y-1 bg-black/75 px-4 pt-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] text-white">
      <p role="status" aria-live="polite" className="text-sm">
        <span className="sr-only">{t('guest.viewer.number', { number, total })} </span>
        <span className="font-semibold">{t(`guest.words.${match.level}`)}</span> · {formatProbability(match.probability)}
        {match.votes.length > 0 && (
          <span className="text-white/75">
            {' '}
            · {t('guest.viewer.votes', { votes: formatList(match.votes.map((vote) => `${packTitle(vote.pack)} ${formatScore(vote.similarity)}`)) })}
          </span>
        )}
        {photo.taken_at && <span className="text-white/75"> · {formatDateTime(photo.taken_at, zone)}</span>}
      </p>
      <div className="flex max-sm:w-full max-sm:justify-between">
        <Control icon={Heart} label={t('guest.photos.favourite')} pressed={match.favourite} filled onClick={onFavour} />
        {match.face && <Control icon={ScanFace} label={t('guest.viewer.outline')} pressed={outlined} onClick={onOutline} />}
        <Control icon={UserRoundX} label={t('guest.photos.notMe')} onClick={onDeny} />
        <a href={originals ? originalOf(match) : webSizeOf(match)} download className={CONTROL}>
          <Download aria-hidden className="size-5" />
          {t('guest.photos.download')}
        </a>
      </div>
    </div>
  )
}

interface ControlProps {
  icon: LucideIcon
  label: string
  onClick: () => void
  pressed?: boolean
  filled?: boolean
}

function Control({ icon: Icon, label, onClick, pressed, filled }: ControlProps) {
  return (
    <button type="button" aria-pressed={pressed} onClick={onClick} className={classes(CONTROL, pressed && 'bg-white/20')}>
      <Icon aria-hidden className={classes('size-5', pressed && filled && 'fill-white')} />
      {label}
    </button>
  )
}
