import { ArrowLeft, ArrowRight, Merge, Undo2, UserRoundX } from 'lucide-react'
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DuplicateOut, LibraryOut, PersonOut } from '@/api/generated'
import { Button, ButtonLink } from '@/components/Button'
import { Badge, ProblemNotice, Progress, Skeleton } from '@/components/Feedback'
import { BackLink, Page } from '@/components/Page'
import { useKeptFocus } from '@/components/useKeptFocus'
import { MergeDialog } from '@/features/people/MergeDialog'
import { survivorOf } from '@/features/people/people'
import { formatProbability } from '@/i18n/format'
import { likelihood, stillTwo } from './duplicates'
import { NoMorePairs } from './NoMorePairs'
import { PairFaces } from './PairFaces'
import { useAnswers } from './useAnswers'
import { useDuplicateQueue } from './useDuplicateQueue'

/** One pair after the other: are they the same? S and N answer and go on; the focus stays. */
export function DuplicatesPage({ library }: { library: LibraryOut }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<string>()
  const [naming, setNaming] = useState<DuplicateOut>()
  const place = useRef<HTMLElement>(null)
  const answers = useAnswers(setShown)
  const [reached, setReached] = useState(0)
  const { list, pairs } = useDuplicateQueue(library.id, reached)
  const queue = stillTwo(pairs, answers.merged, new Set(answers.given.keys()))
  const at = shown === undefined ? 0 : shown === END ? queue.length : Math.max(0, queue.findIndex((one) => one.id === shown))
  const pair = queue[at]
  const next = queue[at + 1]
  const over = list.isSuccess && !pair && !list.hasNextPage
  const total = queue.length

  const goTo = (index: number) => {
    setReached(index)
    setShown(queue[index]?.id ?? END)
  }
  /** On to the next pair; who was just merged is not asked about again. */
  const forth = (gone?: string) => {
    const on = queue.findIndex((one, index) => index > at && (gone === undefined || (one.one.id !== gone && one.other.id !== gone)))
    goTo(on < 0 ? queue.length : on)
  }
  const merge = (about: DuplicateOut, into: PersonOut) => {
    answers.same(about, into)
    forth(into.id === about.one.id ? about.other.id : about.one.id)
  }
  const back = () => goTo(Math.max(0, at - 1))
  const same = (about: DuplicateOut) => {
    const into = survivorOf([about.one, about.other])
    if (!into) return setNaming(about)
    merge(about, into)
  }
  const notSame = (about: DuplicateOut) => {
    answers.notSame(about)
    forth()
  }
  const skip = (about: DuplicateOut) => {
    answers.skip(about)
    forth()
  }
  const keys = (event: KeyboardEvent) => {
    const key = event.key.toLowerCase()
    if (naming || event.altKey) return
    if (event.ctrlKey || event.metaKey) {
      if (key !== 'z' || !answers.canUndo) return
      answers.undo()
    } else {
      const answer = pair && !answers.given.has(pair.id)
      if (key === 's' && answer) same(pair)
      else if (key === 'n' && answer) notSame(pair)
      else if (key === 'arrowright' && pair) skip(pair)
      else if (key === 'arrowleft' && at > 0) back()
      else return
    }
    event.preventDefault()
  }
  // Keys are heard while the focus is in here; what had it may be gone.
  useEffect(() => {
    if (list.isSuccess && !place.current?.contains(document.activeElement)) place.current?.focus({ preventScroll: true })
  }, [list.isSuccess, pair?.id, over])
  useKeptFocus(place)
  const { refetch } = list
  const found = useCallback(() => {
    setShown(undefined)
    void refetch()
  }, [refetch])

  const toPeople =
    library.event === null ? { to: '/library/people' as const } : { to: '/events/$eventId/people' as const, params: { eventId: library.event } }
  const said = pair && answers.given.get(pair.id)
  return (
    <Page name={t('duplicates.title')} asks>
      <BackLink {...toPeople}>{t('people.back')}</BackLink>
      <h1 className="display text-2xl sm:text-3xl">{t('duplicates.title')}</h1>
      {list.isError && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {total > 0 && (
        <Progress
          value={Math.min(at, total) / total}
          label={t('people.naming.progress')}
          detail={t('people.naming.at', { at: Math.min(at + 1, total), total: list.hasNextPage ? `${total}+` : total })}
        />
      )}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hears the keys of the buttons in it */}
      <section ref={place} tabIndex={-1} aria-label={t('duplicates.pair')} onKeyDown={keys} className="flex flex-col gap-5 outline-none">
        <p role="status" className="sr-only">
          {pair && `${t('people.naming.at', { at: at + 1, total })}. ${t(`duplicates.likely.${likelihood(pair.probability)}`)}`}
        </p>
        {!pair && !over && !list.isError && <Skeleton className="h-96" />}
        {over && (
          <NoMorePairs
            libraryId={library.id}
            answered={answers.given.size}
            onUndo={answers.canUndo ? answers.undo : undefined}
            onFound={found}
            toPeople={
              <ButtonLink {...toPeople} look="primary">
                {t('people.naming.toPeople')}
              </ButtonLink>
            }
          />
        )}
        {pair && (
          <>
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="text-lg font-semibold">{t(`duplicates.likely.${likelihood(pair.probability)}`)}</span>
              <Badge tone="accent">{formatProbability(pair.probability)}</Badge>
              {said && <Badge tone="good">{t(`duplicates.said.${said.answer}`)}</Badge>}
            </p>
            {pair.one.name && pair.other.name && (
              <p className="text-muted">{t('duplicates.twoNames', { one: pair.one.name, other: pair.other.name })}</p>
            )}
            <PairFaces key={pair.id} pair={pair} />
            <div className="grid grid-cols-2 gap-3">
              <Button size="large" look="primary" icon={Merge} disabled={!!said} onClick={() => same(pair)} className={ANSWER}>
                {t('duplicates.same')}
              </Button>
              <Button size="large" icon={UserRoundX} disabled={!!said} onClick={() => notSame(pair)} className={ANSWER}>
                {t('duplicates.notSame')}
              </Button>
            </div>
            <div className="flex flex-wrap gap-3">
              <Button icon={ArrowLeft} disabled={at === 0} onClick={back}>
                {t('people.naming.back')}
              </Button>
              <Button icon={ArrowRight} onClick={() => skip(pair)}>
                {t('people.naming.skip')}
              </Button>
              <Button icon={Undo2} disabled={!answers.canUndo} onClick={answers.undo} className="sm:ml-auto">
                {t('duplicates.undo')}
              </Button>
            </div>
            <p className="text-sm text-muted max-sm:hidden">{t('duplicates.keys')}</p>
          </>
        )}
        {next && (
          <div hidden>
            <PairFaces pair={next} />
          </div>
        )}
      </section>
      <MergeDialog
        people={naming ? [naming.one, naming.other] : []}
        onClose={() => setNaming(undefined)}
        onMerge={(into) => {
          setNaming(undefined)
          if (naming) merge(naming, into)
        }}
      />
    </Page>
  )
}

/** Behind the last pair. */
const END = ''

const ANSWER = 'max-sm:px-2! max-sm:text-base! [&>svg]:shrink-0'
