import { useQuery } from '@tanstack/react-query'
import { PartyPopper } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { Button, ButtonLink } from '@/components/Button'
import { EmptyState, ProblemNotice, Skeleton } from '@/components/Feedback'
import { Segmented } from '@/components/Segmented'
import { useKeptFocus } from '@/components/useKeptFocus'
import { formatNumber } from '@/i18n/format'
import { DECIDED, type DecidedKind } from './decided'
import { DecidedMatches } from './DecidedMatches'
import { GuestGroups } from './GuestGroups'
import { OneMatch } from './OneMatch'
import { useReview } from './useReview'

interface PageProps {
  eventId: string
  /** What was decided already; undefined for what waits. */
  show?: DecidedKind
  onShow: (show: DecidedKind | undefined) => void
}

/** An event's matches for its host: those that wait, and what was decided about the others. */
export function ReviewPage({ eventId, show, onShow }: PageProps) {
  const { t } = useTranslation()
  const { data: event } = useQuery(getEventOptions({ path: { event_id: eventId } }))
  const waiting = event?.hosting?.matches_waiting
  return (
    <div className="flex flex-col gap-6">
      <Segmented<DecidedKind | 'waiting'>
        label={t('workspace.review.show.label')}
        value={show ?? 'waiting'}
        onChange={(kind) => onShow(kind === 'waiting' ? undefined : kind)}
        options={[
          { value: 'waiting', label: [t('workspace.review.show.waiting'), waiting ? formatNumber(waiting) : ''].join(' ').trim() },
          ...DECIDED.map((kind) => ({ value: kind, label: t(`workspace.review.show.${kind}`) })),
        ]}
      />
      {show ? <DecidedMatches key={show} eventId={eventId} kind={show} /> : <Waiting eventId={eventId} />}
    </div>
  )
}

/** Matches that wait for the host: are these two faces the same person? */
function Waiting({ eventId }: { eventId: string }) {
  const { t } = useTranslation()
  const review = useReview(eventId)
  const [way, setWay] = useState<'one' | 'guests'>('one')
  const { list, matches, left } = review
  const place = useRef<HTMLElement>(null)
  useKeptFocus(place)
  if (list.isPending) return <ReviewSkeleton />
  if (list.isError && matches.length === 0) return <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
  return (
    <section ref={place} tabIndex={-1} aria-labelledby="waiting" className="flex flex-col gap-5 outline-none">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div>
          <h2 id="waiting" className="display text-xl">{t('workspace.review.title')}</h2>
          <p role="status" className="text-muted tabular-nums">
            {t('workspace.review.left', { count: left })}
          </p>
        </div>
        {matches.length > 0 && (
          <Segmented
            label={t('workspace.review.way.label')}
            value={way}
            onChange={setWay}
            options={[
              { value: 'one', label: t('workspace.review.way.one') },
              { value: 'guests', label: t('workspace.review.way.guests') },
            ]}
          />
        )}
      </div>
      {matches.length === 0 && (
        <EmptyState
          icon={PartyPopper}
          title={t('workspace.review.empty.title')}
          action={
            <div className="flex flex-wrap justify-center gap-3">
              {review.canUndo && <Button onClick={review.undo}>{t('workspace.review.undoLast')}</Button>}
              <ButtonLink to="/events/$eventId" params={{ eventId }} look={review.canUndo ? 'quiet' : 'primary'}>
                {t('workspace.review.empty.action')}
              </ButtonLink>
            </div>
          }
        >
          {t('workspace.review.empty.text')}
        </EmptyState>
      )}
      {matches.length > 0 && (way === 'one' ? <OneMatch eventId={eventId} review={review} /> : <GuestGroups review={review} />)}
    </section>
  )
}

export function ReviewSkeleton() {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('shell.loading')} className="flex flex-col gap-5">
      <Skeleton className="h-14 w-72" />
      <div className="grid gap-5 lg:grid-cols-2">
        <Skeleton className="aspect-[2/1]" />
        <Skeleton className="aspect-[3/2]" />
      </div>
    </div>
  )
}
