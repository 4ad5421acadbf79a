import { useInfiniteQuery } from '@tanstack/react-query'
import { Check, Eye, ListChecks, X } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReviewOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { Badge, EmptyState, Skeleton } from '@/components/Feedback'
import { Listing } from '@/components/Listing'
import { TextLink } from '@/components/Page'
import { useKeptFocus } from '@/components/useKeptFocus'
import { formatDateTime, formatProbability } from '@/i18n/format'
import { type Change, type DecidedKind, decidedOptions, useChangeOfMind } from './decided'
import { FaceCrop } from './FaceCrop'
import { LEVEL_TONES } from './level'

const GRID = 'grid gap-4 sm:grid-cols-2 xl:grid-cols-3'

/** What was decided about an event's matches in one way, and the way to decide otherwise. */
export function DecidedMatches({ eventId, kind }: { eventId: string; kind: DecidedKind }) {
  const { t } = useTranslation()
  const list = useInfiniteQuery(decidedOptions(eventId, kind))
  const change = useChangeOfMind(eventId)
  const matches = list.data?.pages.flatMap((page) => page.items) ?? []
  const count = matches.length
  const section = useRef<HTMLDivElement>(null)
  useKeptFocus(section)
  const pending = change.isPending ? change.variables : undefined
  return (
    <div
      ref={section}
      tabIndex={-1}
      role="group"
      aria-labelledby="decided"
      className="flex flex-col gap-5 outline-none"
    >
      <div>
        <h2 id="decided" className="display text-xl">
          {t(`workspace.review.show.${kind}`)}
        </h2>
        <p className="max-w-2xl text-muted">{t(`workspace.review.about.${kind}`)}</p>
      </div>
      <Listing
        list={list}
        count={count}
        said={t('workspace.review.shown', { count })}
        skeleton={
          <div className={GRID}>
            {Array.from({ length: 6 }, (_, at) => (
              <Skeleton key={at} className="h-40" />
            ))}
          </div>
        }
        nothing={<EmptyState icon={ListChecks} title={t(`workspace.review.none.${kind}`)} />}
      >
        <ul className={GRID}>
          {matches.map((match) => (
            <Decided
              key={match.id}
              eventId={eventId}
              match={match}
              changing={pending?.match.id === match.id ? pending.change : undefined}
              onChange={(to) => change.mutate({ match, change: to })}
            />
          ))}
        </ul>
      </Listing>
    </div>
  )
}

interface DecidedProps {
  eventId: string
  match: ReviewOut
  changing: Change | undefined
  onChange: (to: Change) => void
}

function Decided({ eventId, match, changing, onChange }: DecidedProps) {
  const { t } = useTranslation()
  const name = match.registration.name || t('workspace.review.nameless')
  const when = match.decided_at ?? match.released_at
  return (
    <li className="flex gap-4 rounded-card border border-line bg-surface p-4 shadow-card">
      <div className="w-24 shrink-0 sm:w-28">
        {match.face ? (
          <FaceCrop photo={match.photo} box={match.face} pixels={112} alt={t('workspace.review.faceAlt')} className="w-full rounded-control" />
        ) : (
          <span className="grid aspect-square place-items-center rounded-control bg-sunken p-2 text-center text-xs text-muted">{t('workspace.review.noFace')}</span>
        )}
      </div>
      <div className="flex min-w-0 grow flex-col gap-1.5">
        <h3 className="font-semibold break-words">{name}</h3>
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <Badge tone={LEVEL_TONES[match.level]}>{t(`workspace.review.level.${match.level}`)}</Badge>
          <span className="tabular-nums">{formatProbability(match.probability)}</span>
        </p>
        {match.decided_by && when && (
          <p className="text-sm text-muted">{t(`workspace.review.by.${match.decided_by}`, { when: formatDateTime(when) })}</p>
        )}
        <TextLink to="/events/$eventId/photos/$photoId" params={{ eventId, photoId: match.photo.id }} className="self-start text-sm">
          {t('workspace.review.openPhoto')}
        </TextLink>
        {match.decided_by !== 'guest' && (
          <div className="mt-auto flex flex-wrap gap-2 pt-1">
            {match.state === 'released' ? (
              <Button
                size="small"
                icon={X}
                busy={changing === 'reject'}
                aria-label={t('workspace.review.rejectOf', { name })}
                onClick={() => onChange('reject')}
              >
                {t('workspace.review.rejectIt')}
              </Button>
            ) : (
              <Button
                size="small"
                icon={Check}
                busy={changing === 'accept'}
                aria-label={t('workspace.review.acceptOf', { name })}
                onClick={() => onChange('accept')}
              >
                {t('workspace.review.acceptIt')}
              </Button>
            )}
            {match.decided_by === 'host' && (
              <Button
                size="small"
                look="plain"
                icon={Eye}
                busy={changing === 'again'}
                aria-label={t('workspace.review.againOf', { name })}
                onClick={() => onChange('again')}
              >
                {t('workspace.review.lookAgain')}
              </Button>
            )}
          </div>
        )}
      </div>
    </li>
  )
}
