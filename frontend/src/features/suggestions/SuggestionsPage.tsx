import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, ArrowRight, CircleCheckBig } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AskedPersonOut, LibraryOut } from '@/api/generated'
import { Button, ButtonLink, IconButton } from '@/components/Button'
import { EmptyState, ProblemNotice, Progress, Skeleton } from '@/components/Feedback'
import { BackLink, Page, TextLink } from '@/components/Page'
import { focused, useKeptFocus } from '@/components/useKeptFocus'
import { FaceCover } from '@/features/people/FaceCover'
import { ClassifierLine, ClassifierState } from './ClassifierState'
import { PersonSuggestions } from './PersonSuggestions'
import { placeIn, type Wanted } from './place'
import { askedPeopleOptions, classifierOptions, personSuggestionsOptions } from './queries'

/** So many people before the end of what is loaded more are asked for. */
const AHEAD = 10

/** Faces to confirm, person by person. */
export function SuggestionsPage({ library }: { library: LibraryOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const visit = useId()
  const [wanted, setWanted] = useState<Wanted>({ at: 0, id: '' })
  const { data: classifier } = useQuery(classifierOptions(library.id))
  // What a training asks is another list.
  const list = useInfiniteQuery(askedPeopleOptions(library.id, `${visit} ${classifier?.trained_at ?? ''}`))
  const people: AskedPersonOut[] = list.data?.pages.flatMap((page) => page.items) ?? []
  const here = placeIn(people, wanted)
  const asked = people[here]
  if (asked && asked.person.id !== wanted.id) setWanted({ at: here, id: asked.person.id })
  const setAt = (at: number) => setWanted({ at, id: people[at]?.person.id ?? '' })
  const next = people[here + 1]
  const { hasNextPage, isFetching, fetchNextPage } = list
  useEffect(() => {
    if (hasNextPage && !isFetching && here > people.length - AHEAD) void fetchNextPage({ cancelRefetch: false })
  }, [hasNextPage, isFetching, fetchNextPage, here, people.length])
  // At either end the arrow that was pressed is of no use any more: the other one is.
  const steps = useRef<HTMLDivElement>(null)
  useKeptFocus(steps, () => steps.current?.querySelector<HTMLElement>('button:enabled'))
  const following = next?.person.id
  useEffect(() => {
    if (following) void queries.prefetchInfiniteQuery(personSuggestionsOptions(following, 'join'))
  }, [following, queries])

  const toPeople =
    library.event === null ? { to: '/library/people' as const } : { to: '/events/$eventId/people' as const, params: { eventId: library.event } }
  const loading = list.isPending || (list.isPlaceholderData && people.length === 0)
  const nobody = list.isSuccess && !loading && people.length === 0
  const ready = classifier?.state === 'ready' || (classifier?.state === 'training' && classifier.trained_at !== null)
  return (
    <Page name={t('suggestions.title')} width="wide">
      <header className="flex flex-col gap-4">
        <BackLink {...toPeople}>{t('people.back')}</BackLink>
        <h1 className="display text-2xl sm:text-3xl">{t('suggestions.title')}</h1>
        {classifier && ready && <ClassifierLine libraryId={library.id} classifier={classifier} />}
      </header>
      {list.isError && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {(loading || !classifier) && !list.isError && <Skeleton className="h-96" />}
      {nobody && classifier && !ready && <ClassifierState libraryId={library.id} classifier={classifier} />}
      {nobody && classifier && ready && (
        <EmptyState
          icon={CircleCheckBig}
          title={t('suggestions.state.ready.title')}
          action={
            <ButtonLink {...toPeople} look="primary">
              {t('people.naming.toPeople')}
            </ButtonLink>
          }
        >
          {t('suggestions.state.ready.text')}
        </EmptyState>
      )}
      {asked && (
        <>
          <Progress
            value={here / people.length}
            label={t('suggestions.progress')}
            detail={t('suggestions.at', { at: here + 1, total: `${people.length}${hasNextPage ? '+' : ''}` })}
          />
          <div ref={steps} className="flex items-center gap-3">
            <FaceCover face={asked.person.cover} pixels={64} className="w-14 shrink-0 rounded-full" />
            <p className="mr-auto min-w-0 text-lg font-semibold break-words">
              <TextLink to="/people/$personId" params={{ personId: asked.person.id }}>
                {asked.person.name}
              </TextLink>
            </p>
            <IconButton icon={ArrowLeft} label={t('suggestions.before')} disabled={here === 0} onClick={() => setAt(here - 1)} />
            <IconButton icon={ArrowRight} label={t('suggestions.next')} disabled={!next} onClick={() => setAt(here + 1)} />
          </div>
          <PersonSuggestions
            key={asked.person.id}
            person={asked.person}
            next={
              next ? (
                <Button look="primary" icon={ArrowRight} ref={focused} onClick={() => setAt(here + 1)}>
                  {t('suggestions.nextOf', { name: next.person.name })}
                </Button>
              ) : (
                <ButtonLink {...toPeople} look="primary" ref={focused}>
                  {t('people.naming.toPeople')}
                </ButtonLink>
              )
            }
          />
        </>
      )}
    </Page>
  )
}
