import { useTranslation } from 'react-i18next'
import type { ReviewOut } from '@/api/generated'
import { Badge } from '@/components/Feedback'
import { packTitle } from '@/features/search/packs'
import { formatNumber, formatProbability } from '@/i18n/format'
import { LEVEL_TONES } from './level'

/** How sure the machine is, in words and as a number, and what each model says. */
export function MatchFacts({ match }: { match: ReviewOut }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={LEVEL_TONES[match.level]}>{t(`workspace.review.level.${match.level}`)}</Badge>
        <span>{t('workspace.review.probability', { value: formatProbability(match.probability) })}</span>
      </p>
      {match.votes.length > 0 && (
        <dl className="grid grid-cols-[minmax(0,auto)_1fr_auto_auto] items-center gap-x-3 gap-y-1.5 text-sm">
          {match.votes.map(({ pack, similarity, level }) => (
            <div key={pack} className="contents">
              <dt className="text-muted">{packTitle(pack)}</dt>
              <dd aria-hidden className="h-1.5 overflow-hidden rounded-full bg-sunken">
                <div className="h-full rounded-full bg-edge" style={{ width: `${Math.max(0, Math.min(1, similarity)) * 100}%` }} />
              </dd>
              <dd className="tabular-nums">{formatNumber(similarity, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}</dd>
              <dd>{level && <Badge tone={level === 'none' ? 'bad' : LEVEL_TONES[level]}>{t(`workspace.review.vote.${level}`)}</Badge>}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="text-xs text-muted">{t('workspace.review.scoresHint')}</p>
    </div>
  )
}
