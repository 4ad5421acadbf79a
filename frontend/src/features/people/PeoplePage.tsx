import { useInfiniteQuery } from '@tanstack/react-query'
import { Eye, EyeOff, FolderDown, Merge, PencilLine, UserSearch, X } from 'lucide-react'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { Button, ButtonLink, IconButton } from '@/components/Button'
import { classes } from '@/components/classes'
import { EmptyState, ProblemNotice, Skeleton } from '@/components/Feedback'
import { DuplicatesLink } from '@/features/duplicates/DuplicatesLink'
import { ExportDialog } from '@/features/export/ExportDialog'
import { EXPORT_MOST } from '@/features/export/exporting'
import { ListFilter } from '@/features/listfilter/ListFilter'
import { EVERYTHING } from '@/features/listfilter/which'
import { among, NOTHING, type Selection } from '@/features/photos/selection'
import { AskedLink } from '@/features/suggestions/AskedLink'
import { formatNumber } from '@/i18n/format'
import { usePeopleActions } from './actions'
import { MergeDialog } from './MergeDialog'
import { GRID, PeopleGrid } from './PeopleGrid'
import { peopleOptions, survivorOf, type WhichPeople } from './people'
import { SameDialog } from './SameDialog'
import { useFreshPeople } from './useFreshPeople'

interface PeoplePageProps {
  libraryId: string
  which: WhichPeople
  onWhich: (change: WhichPeople) => void
  /** Instead of everybody, while nobody was found at all. */
  nobody: ReactNode
}

/** Everybody in the photos of a library: to find, name, merge and hide. */
export function PeoplePage({ libraryId, which, onWhich, nobody }: PeoplePageProps) {
  const { t } = useTranslation()
  const list = useInfiniteQuery(peopleOptions(libraryId, which))
  const counts = useFreshPeople(libraryId)
  const actions = usePeopleActions()
  const [chosen, setChosen] = useState<Selection>(NOTHING)
  const [merging, setMerging] = useState<readonly PersonOut[]>([])
  const [same, setSame] = useState<{ person: PersonOut; other: PersonOut; typed?: string }>()
  const [exporting, setExporting] = useState<readonly PersonOut[]>()

  const people = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const selection = useMemo(() => among(chosen, people.map((one) => one.id)), [chosen, people])
  const some = people.filter((one) => selection.ids.has(one.id))
  const { fetchNextPage, hasNextPage, isFetching, isFetchNextPageError } = list
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage({ cancelRefetch: false })
  }, [fetchNextPage, hasNextPage, isFetching, isFetchNextPageError])

  const mergeInto = (all: readonly PersonOut[], into: PersonOut) => {
    setMerging([])
    setChosen(NOTHING)
    void actions.merge(all, into)
  }
  const merge = (all: readonly PersonOut[]) => {
    const into = survivorOf(all)
    if (into) mergeInto(all, into)
    else setMerging(all)
  }
  const name = async (person: PersonOut, typed: string) => {
    const other = await actions.namesake(libraryId, typed, person.id)
    if (other) setSame({ person, other, typed })
    else void actions.name(person, typed)
  }
  const leave = (act: (people: readonly PersonOut[]) => unknown) => {
    setChosen(NOTHING)
    act(some)
  }
  const states = (['all', 'named', 'unnamed', 'hidden'] as const).map((value) => {
    const count = counts && (value === 'all' ? counts.named + counts.unnamed : counts[value])
    return { value, label: count === undefined ? t(`people.filter.${value}`) : `${t(`people.filter.${value}`)} ${formatNumber(count)}` }
  })
  const empty = list.isSuccess && people.length === 0
  const nobodyAtAll = empty && !which.state && !which.search && counts?.hidden === 0
  return (
    <div className="flex flex-col gap-5">
      <div
        className={classes(
          'top-16 z-20 -mx-4 border-b border-line bg-paper/95 px-4 py-2 backdrop-blur sm:sticky sm:-mx-6 sm:px-6',
          some.length > 0 && 'sticky', // on a phone the filter takes too much of the screen to stay
        )}
      >
        {some.length > 0 ? (
          <div role="toolbar" aria-label={t('people.selection')} className="flex min-h-11 flex-wrap items-center gap-2">
            <IconButton icon={X} size="small" label={t('people.chooseNobody')} onClick={() => setChosen(NOTHING)} />
            <p role="status" className="mr-auto font-semibold tabular-nums">
              {t('people.chosen', { count: some.length })}
            </p>
            {which.state !== 'hidden' && (
              <Button size="small" icon={FolderDown} disabled={some.length > EXPORT_MOST} onClick={() => setExporting(some)}>
                {t('people.export.open')}
              </Button>
            )}
            {which.state === 'hidden' ? (
              <Button size="small" icon={Eye} onClick={() => leave(actions.show)}>
                {t('people.show')}
              </Button>
            ) : (
              <Button size="small" icon={EyeOff} onClick={() => leave(actions.hide)}>
                {t('people.hide')}
              </Button>
            )}
            <Button size="small" look="primary" icon={Merge} disabled={some.length < 2} onClick={() => merge(some)}>
              {t('people.merge.do')}
            </Button>
          </div>
        ) : (
          <ListFilter which={which} onChange={onWhich} search={t('people.search')} label={t('people.filter.label')} states={states}>
            <div className="flex items-center gap-2 max-sm:-mx-4 max-sm:overflow-x-auto max-sm:px-4 max-sm:py-1 sm:ml-auto sm:flex-wrap [&>*]:shrink-0 max-sm:[&>*]:px-2.5 max-sm:[&>*]:text-sm">
              {!!counts?.unnamed && (
                <ButtonLink to="/libraries/$libraryId/naming" params={{ libraryId }} look="primary" icon={PencilLine}>
                  {t('people.naming.start')}
                </ButtonLink>
              )}
              <DuplicatesLink libraryId={libraryId} />
              <AskedLink libraryId={libraryId} />
              {!!counts && counts.named + counts.unnamed > 0 && (
                <Button icon={FolderDown} aria-label={t('people.export.openAll')} onClick={() => setExporting([])}>
                  {t('people.export.open')}
                </Button>
              )}
            </div>
          </ListFilter>
        )}
      </div>
      <p role="status" className="sr-only">
        {list.isSuccess && t('people.listed', { count: people.length })}
      </p>
      {list.isPending && <PeopleSkeleton />}
      {list.isError && people.length === 0 && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {nobodyAtAll && nobody}
      {empty && !nobodyAtAll && (
        <EmptyState
          icon={UserSearch}
          title={which.search ? t('people.none.search') : t(`people.none.${which.state ?? 'all'}`)}
          action={(which.search || which.state) && <Button onClick={() => onWhich(EVERYTHING)}>{t('people.none.showAll')}</Button>}
        />
      )}
      {people.length > 0 && (
        <PeopleGrid
          label={t('people.title')}
          people={people}
          selection={selection}
          onSelect={(change) => setChosen(change(selection))}
          onName={(person, typed) => void name(person, typed)}
          onSame={(person, other) => setSame({ person, other })}
          onMerge={(dragged, on) => {
            const into = survivorOf([on, dragged])
            if (into) mergeInto([on, dragged], into)
            else setMerging([on, dragged])
          }}
          onNearEnd={onNearEnd}
        />
      )}
      {isFetchNextPageError && <ProblemNotice error={list.error} onRetry={() => void fetchNextPage()} />}
      <ExportDialog libraryId={libraryId} people={exporting} onClose={() => setExporting(undefined)} />
      <MergeDialog people={merging} onClose={() => setMerging([])} onMerge={(into) => mergeInto(merging, into)} />
      {same && (
        <SameDialog
          {...same}
          onClose={() => setSame(undefined)}
          onMerge={() => {
            setSame(undefined)
            void actions.merge([same.person], same.other)
          }}
          onKeepBoth={
            same.typed === undefined
              ? undefined
              : () => {
                  setSame(undefined)
                  void actions.name(same.person, same.typed ?? '')
                }
          }
        />
      )}
    </div>
  )
}

export function PeopleSkeleton() {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('shell.loading')} className={GRID}>
      {Array.from({ length: 12 }, (_, at) => (
        <div key={at} className="flex flex-col items-center gap-3 p-2">
          <Skeleton className="aspect-square w-full rounded-full!" />
          <Skeleton className="h-4 w-2/3 rounded-control!" />
        </div>
      ))}
    </div>
  )
}
