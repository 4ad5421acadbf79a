import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChangesOut, CroppedOut, PersonOut, ProposalDetailOut } from '@/api/generated'
import { formatNumber } from '@/i18n/format'
import { FaceCover } from '@/features/people/FaceCover'

/** What a clustering would change, in numbers, and who would become one or fall apart. */
export function WhatChanges({ proposal, changes }: { proposal: Pick<ProposalDetailOut, 'people' | 'samples'>; changes: ChangesOut }) {
  const { t } = useTranslation()
  const people = new Map(proposal.people.map((person) => [person.id, person]))
  const samples = new Map(proposal.samples.map((one) => [`${one.person} ${one.into}`, one.faces]))
  const numbers = (['moved', 'found', 'lost', 'made', 'emptied'] as const).filter((name) => name === 'moved' || changes[name] > 0)
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-[repeat(auto-fit,minmax(9rem,1fr))]">
        {numbers.map((name) => (
          <div key={name} className="flex flex-col rounded-control bg-sunken p-3">
            <dt className="order-2 text-sm text-muted">{t(`sorting.changes.${name}`, { count: changes[name] })}</dt>
            <dd className="display text-xl tabular-nums">{formatNumber(changes[name])}</dd>
          </div>
        ))}
      </dl>
      {changes.merges.length > 0 && (
        <Told title={t('sorting.changes.merges', { count: changes.merge_count })} left={changes.merge_count - changes.merges.length}>
          {changes.merges.map((merge) => (
            <li key={merge.person} className="flex flex-wrap items-center gap-3 py-3">
              <Who person={people.get(merge.person)} />
              <ArrowRight aria-label={t('sorting.changes.becomes')} role="img" className="size-5 shrink-0 text-muted" />
              <Who person={people.get(merge.into)} />
              <span className="ml-auto text-sm text-muted tabular-nums">{t('sorting.faces', { count: merge.faces })}</span>
            </li>
          ))}
        </Told>
      )}
      {changes.splits.length > 0 && (
        <Told title={t('sorting.changes.splits', { count: changes.split_count })} left={changes.split_count - changes.splits.length}>
          {changes.splits.map((split) => (
            <li key={split.person} className="flex flex-col gap-3 py-3">
              <Who person={people.get(split.person)} />
              <ul className="flex flex-col gap-2 border-l-2 border-line pl-4">
                {split.parts.map((part) => (
                  <li key={part.person} className="flex flex-wrap items-center gap-3">
                    {part.person === split.person ? (
                      <span className="font-medium">{t('sorting.changes.stay')}</span>
                    ) : (
                      <>
                        <Some faces={samples.get(`${split.person} ${part.person}`)} />
                        <Who person={people.get(part.person)} small />
                      </>
                    )}
                    <span className="ml-auto text-sm text-muted tabular-nums">{t('sorting.faces', { count: part.faces })}</span>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </Told>
      )}
    </>
  )
}

function Told({ title, left, children }: { title: string; left: number; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <section aria-label={title}>
      <h4 className="font-semibold">{title}</h4>
      <ul className="divide-y divide-line">{children}</ul>
      {left > 0 && <p className="text-sm text-muted">{t('sorting.changes.more', { count: left })}</p>}
    </section>
  )
}

/** A person beside their face; one who is not there yet is somebody new. */
function Who({ person, small }: { person: PersonOut | undefined; small?: boolean }) {
  const { t } = useTranslation()
  const name = person ? person.name || t('people.nameless') : t('sorting.changes.new')
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      {!small && <FaceCover face={person?.cover} pixels={44} className="size-11 shrink-0 rounded-full" />}
      <span className={person?.name ? 'min-w-0 font-semibold break-words' : 'text-muted'}>{name}</span>
    </span>
  )
}

function Some({ faces = [] }: { faces?: readonly CroppedOut[] }) {
  return (
    <span aria-hidden className="flex -space-x-1.5">
      {faces.map((face) => (
        <FaceCover key={face.id} face={face} pixels={44} className="size-11 rounded-full ring-2 ring-surface" />
      ))}
    </span>
  )
}
