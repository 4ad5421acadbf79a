import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ChevronDown, History } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inOurWords } from '@/api/problems'
import type { SearchSummary } from '@/api/generated'
import { getSearchOptions, listSearchesInfiniteOptions } from '@/api/generated/@tanstack/react-query.gen'
import { Button } from '@/components/Button'
import { Badge, EmptyState, ProblemNotice, Skeleton, type Tone } from '@/components/Feedback'
import { formatDateTime, formatList, formatNumber, formatProbability } from '@/i18n/format'
import { packTitle } from './packs'
import { isRefusal } from '@/features/selfie/refusals'

const TONES: Record<SearchSummary['state'], Tone> = { waiting: 'plain', running: 'accent', done: 'good', failed: 'warn' }

/** Every search that was made here, the newest first, with what it compared. */
export function RunHistory({ registrationId }: { registrationId: string }) {
  const { t } = useTranslation()
  const asked = { path: { registration_id: registrationId } }
  const runs = useInfiniteQuery({
    ...listSearchesInfiniteOptions(asked),
    initialPageParam: asked,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  if (runs.isPending)
    return (
      <div role="status" aria-label={t('shell.loading')} className="flex flex-col gap-3">
        <Skeleton className="h-20" />
        <Skeleton className="h-20" />
      </div>
    )
  if (runs.isError) return <ProblemNotice error={runs.error} onRetry={() => void runs.refetch()} />
  const all = runs.data.pages.flatMap((page) => page.items)
  if (!all.length)
    return (
      <EmptyState icon={History} title={t('guest.runs.none')}>
        {t('guest.runs.noneText')}
      </EmptyState>
    )
  return (
    <>
      <ul className="flex flex-col gap-3">
        {all.map((run) => (
          <Run key={run.id} run={run} />
        ))}
      </ul>
      {runs.hasNextPage && (
        <Button className="self-center" busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
          {t('shell.loadMore')}
        </Button>
      )}
    </>
  )
}

function Run({ run }: { run: SearchSummary }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const how = run.probability !== null ? t('guest.runs.from', { probability: formatProbability(run.probability) }) : t(`guest.again.${run.strictness ?? 'balanced'}.name`)
  return (
    <li className="rounded-card border border-line bg-surface">
      <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex items-center gap-4 rounded-card p-4 marker:content-['']">
          <span className="flex min-w-0 grow flex-wrap items-center gap-x-4 gap-y-1">
            <span className="font-semibold">{formatDateTime(run.created_at)}</span>
            <Badge tone={TONES[run.state]}>{t(`guest.runs.state.${run.state}`)}</Badge>
            <span className="text-sm text-muted">{run.selfie ? t('guest.runs.forSelfie') : how}</span>
            <span className="w-full text-sm text-muted">
              {run.state === 'failed'
                ? isRefusal(run.code)
                  ? t(`guest.refused.${run.code}.title`)
                  : inOurWords(run.code, run.error, '').detail
                : t('guest.runs.compared', {
                    faces: formatNumber(run.faces_compared),
                    photos: formatNumber(run.photos_compared),
                  })}
            </span>
          </span>
          <ChevronDown aria-hidden className="size-5 shrink-0 text-muted transition-transform group-open:rotate-180" />
        </summary>
        {open && <RunDetails run={run} how={how} />}
      </details>
    </li>
  )
}

type Thresholds = Record<string, Record<'certain' | 'likely' | 'check', number>>

function RunDetails({ run, how }: { run: SearchSummary; how: string }) {
  const { t } = useTranslation()
  const found = useQuery(getSearchOptions({ path: { search_id: run.id } }))
  const versions = (found.data?.used.packs ?? {}) as Record<string, string>
  const thresholds = (found.data?.used.thresholds ?? {}) as Thresholds
  const facts: [string, string][] = [
    [t('guest.runs.how'), how],
    [t('guest.runs.models'), formatList(run.packs.map((pack) => (versions[pack] ? `${packTitle(pack)} (${versions[pack]})` : packTitle(pack))))],
    [t('guest.runs.faces'), formatNumber(run.faces_compared)],
    [t('guest.runs.photos'), formatNumber(run.photos_compared)],
  ]
  if (run.duration_ms !== null)
    facts.push([t('guest.runs.time'), formatNumber(run.duration_ms / 1000, { style: 'unit', unit: 'second', maximumFractionDigits: 2 })])
  if (found.data && run.state === 'done') {
    facts.push([t('guest.runs.released'), formatNumber(found.data.released)])
    facts.push([t('guest.runs.waiting'), formatNumber(found.data.waiting)])
    if (typeof found.data.used.strategy === 'string') facts.push([t('guest.runs.strategy'), found.data.used.strategy])
    for (const [pack, levels] of Object.entries(thresholds))
      facts.push([
        t('guest.runs.thresholds', { model: packTitle(pack) }),
        (['certain', 'likely', 'check'] as const)
          .map((level) => `${t(`guest.level.${level}`)} ${formatNumber(levels[level], { maximumFractionDigits: 2 })}`)
          .join(' · '),
      ])
  }
  return (
    <dl className="grid gap-x-6 gap-y-2 border-t border-line p-4 text-sm sm:grid-cols-[auto_1fr]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted max-sm:mt-1">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
