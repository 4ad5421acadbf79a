import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { MessageSquareText, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LogEntryOut, undoStatement } from '@/api/generated'
import { Button } from '@/components/Button'
import { classes } from '@/components/classes'
import { Badge, EmptyState, Notice, Skeleton } from '@/components/Feedback'
import { Listing } from '@/components/Listing'
import { toast } from '@/components/toasts'
import { asProblem } from '@/api/problems'
import { peopleChanged } from '@/features/people/people'
import { Declined, sayAskingTwice } from '@/features/people/twice'
import { formatDateTime } from '@/i18n/format'
import { FaceCover } from '@/features/people/FaceCover'
import { statementsOptions } from './queries'
import { useSaid } from './useSaid'

/** Everything that was said about a library's people, the latest first; each can be taken back. */
export function Log({ libraryId }: { libraryId: string }) {
  const { t } = useTranslation()
  const list = useInfiniteQuery(statementsOptions(libraryId))
  const entries = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-labelledby="log" className="flex flex-col gap-5">
      <div className="flex flex-col gap-1.5">
        <h2 id="log" className="display text-xl">
          {t('sorting.log.title')}
        </h2>
        <p className="max-w-2xl text-muted">{t('sorting.log.lead')}</p>
      </div>
      <Listing
        list={list}
        count={entries.length}
        said={t('sorting.log.shown', { count: entries.length })}
        skeleton={
          <div className="flex flex-col gap-2">
            {Array.from({ length: 6 }, (_, at) => (
              <Skeleton key={at} className="h-18" />
            ))}
          </div>
        }
        nothing={
          <EmptyState icon={MessageSquareText} title={t('sorting.log.nothing.title')}>
            {t('sorting.log.nothing.text')}
          </EmptyState>
        }
      >
        <ol className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      </Listing>
    </section>
  )
}

function Entry({ entry }: { entry: LogEntryOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const said = useSaid()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<{ detail: string; advice?: string }>()
  const words = entry.imported ? t('sorting.files.said', { what: said(entry) }) : said(entry)
  const takeBack = async () => {
    setBusy(true)
    setRefused(undefined)
    try {
      await sayAskingTwice(() => undoStatement({ path: { statement_id: entry.id }, throwOnError: true }))
      toast(t('people.done.undone'))
      await peopleChanged(queries)
    } catch (error) {
      if (!(error instanceof Declined)) setRefused(asProblem(error))
    }
    setBusy(false)
  }
  return (
    <li className="flex flex-col gap-3 p-3 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <FaceCover face={entry.face} pixels={48} className="size-12 shrink-0 rounded-control" />
        <div className="min-w-0 grow basis-48">
          <p className={classes('break-words', !entry.stands && 'text-muted line-through')}>{words}</p>
          <p className="text-sm text-muted">
            <time dateTime={entry.at}>{formatDateTime(entry.at)}</time>
          </p>
        </div>
        {entry.stands ? (
          <Button size="small" icon={Undo2} busy={busy} aria-label={t('sorting.log.takeBackThis', { what: words })} onClick={() => void takeBack()}>
            {t('sorting.log.takeBack')}
          </Button>
        ) : (
          <Badge>{t('sorting.log.takenBack')}</Badge>
        )}
      </div>
      {refused && (
        <Notice tone="bad" title={refused.detail}>
          {refused.advice}
        </Notice>
      )}
    </li>
  )
}
