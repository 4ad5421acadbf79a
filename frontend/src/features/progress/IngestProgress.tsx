import { CircleCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Progress, Skeleton } from '@/components/Feedback'
import { Card, TextLink } from '@/components/Page'
import { formatDuration, formatNumber } from '@/i18n/format'
import { useEventProgress } from './eventProgress'

/** What the server does with an event's photos just now. */
export function IngestProgress({ eventId, busy }: { eventId: string; busy: boolean }) {
  const { t } = useTranslation()
  const progress = useEventProgress(eventId, busy)
  if (!progress) return <Skeleton className="h-56" />
  const { photos, uploads, matching, faces } = progress
  const arriving = uploads.open + uploads.complete
  const rest = photos.received + photos.processing
  const ended = photos.ready + photos.failed
  const rate = progress.photos_per_second
  const said = [
    rate !== null && rest > 0 && t('workspace.ingest.rate', { rate: formatNumber(rate, { maximumFractionDigits: 1 }) }),
    rest > 0 && progress.seconds_left !== null && t('workspace.upload.left', { time: formatDuration(progress.seconds_left) }),
  ].filter(Boolean)
  const numbers = [
    { name: t('workspace.ingest.arriving'), value: arriving },
    { name: t('workspace.ingest.waiting'), value: photos.received },
    { name: t('workspace.ingest.processing'), value: photos.processing },
    { name: t('workspace.ingest.ready'), value: photos.ready },
    { name: t('workspace.ingest.failed'), value: photos.failed },
    { name: t('workspace.ingest.faces'), value: faces },
    { name: t('workspace.ingest.guests'), value: matching.guests },
    { name: t('workspace.ingest.unmatched'), value: matching.guests > 0 ? matching.unmatched : 0 },
    { name: t('workspace.ingest.released'), value: matching.released },
    { name: t('workspace.ingest.review'), value: matching.waiting },
  ]
  const always = 5
  return (
    <Card aria-labelledby="ingest" className="flex flex-col gap-4">
      <h3 id="ingest" className="display text-lg">
        {t('workspace.ingest.title')}
      </h3>
      {photos.total > 0 && rest + arriving > 0 && (
        <Progress value={ended / Math.max(photos.total + arriving, 1)} label={t('workspace.ingest.progress', { done: ended, count: photos.total })} detail={said.join(' · ') || undefined} />
      )}
      {progress.done && photos.total > 0 && (
        <p className="flex items-center gap-2 font-semibold text-good">
          <CircleCheck aria-hidden className="size-5" />
          {t('workspace.ingest.done')}
        </p>
      )}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 text-sm">
        {numbers
          .filter((one, at) => one.value > 0 || (at >= 3 && at <= always && at !== 4))
          .map((one) => (
            <div key={one.name} className="flex justify-between gap-3 border-b border-line pb-1">
              <dt className="text-muted">{one.name}</dt>
              <dd className="font-semibold tabular-nums">{formatNumber(one.value)}</dd>
            </div>
          ))}
      </dl>
      <div className="flex flex-wrap gap-x-5 gap-y-2 text-sm">
        {photos.failed > 0 && (
          <TextLink to="/events/$eventId" params={{ eventId }} search={{ state: 'failed' }}>
            {t('workspace.ingest.seeFailed', { count: photos.failed })}
          </TextLink>
        )}
        {matching.waiting > 0 && (
          <TextLink to="/events/$eventId/review" params={{ eventId }}>
            {t('workspace.ingest.seeReview', { count: matching.waiting })}
          </TextLink>
        )}
      </div>
    </Card>
  )
}
