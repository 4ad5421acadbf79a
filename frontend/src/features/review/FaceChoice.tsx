import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ReviewOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { formatProbability } from '@/i18n/format'
import { FaceCrop } from './FaceCrop'

/** A face to mark, with how sure it is. */
export function FaceChoice({ match, marked, onToggle }: { match: ReviewOut; marked: boolean; onToggle: () => void }) {
  const { t } = useTranslation()
  const level = t(`workspace.review.level.${match.level}`)
  return (
    <li>
      <button
        type="button"
        aria-pressed={marked}
        onClick={onToggle}
        className={classes(
          'relative flex w-full flex-col gap-1 rounded-card border-2 p-1 text-left',
          marked ? 'border-accent bg-accent-soft' : 'border-transparent hover:border-edge',
        )}
      >
        {match.face && <FaceCrop photo={match.photo} box={match.face} pixels={130} alt={t('workspace.review.faceAlt')} className="w-full rounded-control" />}
        <span className="px-1 text-xs">
          <span className="font-semibold tabular-nums">{formatProbability(match.probability)}</span> <span className="text-muted">{level}</span>
        </span>
        {marked && (
          <span aria-hidden className="absolute top-2 right-2 grid size-6 place-items-center rounded-full bg-accent text-on-accent">
            <Check className="size-4" strokeWidth={3} />
          </span>
        )}
      </button>
    </li>
  )
}
