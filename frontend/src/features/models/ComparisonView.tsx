import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComparisonOut, CroppedOut, GuestsComparedOut } from '@/api/generated'
import { Notice, ProblemNotice, Skeleton } from '@/components/Feedback'
import { FaceCover } from '@/features/people/FaceCover'
import { WhatChanges } from '@/features/sorting/WhatChanges'
import { formatNumber, formatProbability } from '@/i18n/format'
import { comparisonOptions } from './models'

interface ViewProps {
  libraryId: string
  comparedAt: string
  names: { models: string; old: string }
}

/** What a switch would change: guests' photos, people, and faces that only one of the two finds. */
export function ComparisonView({ libraryId, comparedAt, names }: ViewProps) {
  const { t } = useTranslation()
  const asked = useQuery(comparisonOptions(libraryId, comparedAt))
  if (asked.isPending) return <Skeleton className="h-60" />
  if (asked.isError) return <ProblemNotice error={asked.error} onRetry={() => void asked.refetch()} />
  const found = asked.data
  return (
    <>
      {(found.unseen_photos > 0 || found.unseen_selfies > 0) && (
        <Notice tone="warn" title={t('models.unseen.title')}>
          {[
            found.unseen_photos > 0 && t('models.unseen.photos', { count: found.unseen_photos, number: formatNumber(found.unseen_photos) }),
            found.unseen_selfies > 0 && t('models.unseen.selfies', { count: found.unseen_selfies, number: formatNumber(found.unseen_selfies) }),
          ]
            .filter(Boolean)
            .join(' ')}
        </Notice>
      )}
      {found.guests && <Guests told={found.guests} />}
      <Part title={t('models.people.title')}>
        {found.people.moved > 0 ? <WhatChanges proposal={{ people: found.persons, samples: found.samples }} changes={found.people} /> : <p className="text-muted">{t('models.people.same')}</p>}
      </Part>
      <Faces found={found} names={names} />
    </>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-4 border-t border-line pt-5">
      <h4 className="display text-lg">{title}</h4>
      {children}
    </section>
  )
}

function Guests({ told }: { told: GuestsComparedOut }) {
  const { t } = useTranslation()
  const changes = told.changes.filter(({ count }) => count > 0)
  return (
    <Part title={t('models.guests.title')}>
      <p className="text-sm text-muted">
        {t('models.guests.compared', { count: told.guests, number: formatNumber(told.guests) })}{' '}
        {t('models.guests.kept', { count: told.kept, number: formatNumber(told.kept) })}{' '}
        {told.decided > 0 && t('models.guests.decided', { count: told.decided, number: formatNumber(told.decided) })}
      </p>
      {told.lost_guests > 0 && <Notice tone="warn">{t('models.guests.lost', { count: told.lost_guests, number: formatNumber(told.lost_guests) })}</Notice>}
      {changes.length === 0 && <p className="text-muted">{t('models.guests.same')}</p>}
      <ul className="divide-y divide-line">
        {changes.map(({ kind, count, examples }) => (
          <li key={kind} data-kind={kind} className="flex flex-col gap-2 py-3">
            <p>
              <span className="font-semibold tabular-nums">{formatNumber(count)}</span> {t(`models.guests.${kind}`, { count })}
            </p>
            <Faced faces={examples.map(({ face, probability }) => ({ face, note: probability === null ? undefined : formatProbability(probability) }))} />
          </li>
        ))}
      </ul>
    </Part>
  )
}

function Faces({ found, names }: { found: ComparisonOut; names: ViewProps['names'] }) {
  const { t } = useTranslation()
  const { faces } = found
  const sides = [
    { key: 'onlyNew', count: faces.only_new, examples: faces.only_new_examples },
    { key: 'onlyOld', count: faces.only_old, examples: faces.only_old_examples },
  ] as const
  return (
    <Part title={t('models.faces.title')}>
      <p className="text-sm text-muted">{t('models.faces.both', { count: faces.both, number: formatNumber(faces.both) })}</p>
      <div className="grid gap-5 sm:grid-cols-2">
        {sides.map(({ key, count, examples }) => (
          <div key={key} data-side={key} className="flex flex-col gap-2">
            <p>
              <span className="font-semibold tabular-nums">{formatNumber(count)}</span> {t(`models.faces.${key}`, { count, ...names })}
            </p>
            <Faced faces={examples.map((face) => ({ face, note: undefined }))} />
          </div>
        ))}
      </div>
    </Part>
  )
}

/** Some faces side by side, each with a word below it. */
function Faced({ faces }: { faces: readonly { face: CroppedOut; note: string | undefined }[] }) {
  const { t } = useTranslation()
  if (faces.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-2">
      {faces.map(({ face, note }) => (
        <li key={face.id} className="flex flex-col items-center gap-0.5">
          <FaceCover face={face} pixels={64} alt={t('models.faces.alt')} className="size-16 rounded-control" />
          {note && <span className="text-xs text-muted tabular-nums">{note}</span>}
        </li>
      ))}
    </ul>
  )
}
