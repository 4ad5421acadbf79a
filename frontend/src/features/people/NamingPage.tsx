import { useInfiniteQuery } from '@tanstack/react-query'
import { ArrowLeft, ArrowRight, EyeOff, PartyPopper, Undo2 } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryOut, PersonOut } from '@/api/generated'
import { Button, ButtonLink } from '@/components/Button'
import { EmptyState, ProblemNotice, Progress, Skeleton } from '@/components/Feedback'
import { BackLink, Page } from '@/components/Page'
import { focused, useKeptFocus } from '@/components/useKeptFocus'
import { type Done, usePeopleActions } from './actions'
import { FaceCover } from './FaceCover'
import { NameField } from './NameField'
import { personFacesOptions } from './people'
import { FACES, useNamingQueue } from './useNamingQueue'
import { useSaidInOrder } from './useSaidInOrder'

type Answered = { name: string } | 'hidden'

/** Naming one after the other: Enter names and goes on; everything is done without leaving the field. */
export function NamingPage({ library, unnamed }: { library: LibraryOut; unnamed: number }) {
  const { t } = useTranslation()
  const { list, people, at, setAt, total } = useNamingQueue(library.id, unnamed)
  const actions = usePeopleActions('answer')
  const [answers, setAnswers] = useState<ReadonlyMap<string, Answered>>(new Map())
  const person = people[at]
  const place = useRef<HTMLElement>(null)
  useKeptFocus(place, () => place.current?.querySelector('input'))

  const answer = (id: string, said: Answered | undefined) =>
    setAnswers((before) => {
      const now = new Map(before)
      if (said === undefined) now.delete(id)
      else now.set(id, said)
      return now
    })
  const line = useSaidInOrder((asked: { id: string; at: number }) => {
    answer(asked.id, undefined)
    setAt(asked.at)
  })
  const say = (about: PersonOut, said: Answered, send: (takenBack: () => void) => Promise<Done | undefined>) => {
    answer(about.id, said)
    setAt(at + 1)
    line.say({ id: about.id, at }, send)
  }
  const name = (about: PersonOut, typed: string) =>
    say(about, { name: typed }, async (takenBack) => {
      const other = await actions.namesake(library.id, typed, about.id)
      return other ? actions.merge([about], other, takenBack) : actions.name(about, typed, takenBack)
    })
  const same = (about: PersonOut, other: PersonOut) => say(about, { name: other.name }, (takenBack) => actions.merge([about], other, takenBack))
  const hide = (about: PersonOut) => say(about, 'hidden', (takenBack) => actions.hide([about], takenBack))
  const skip = () => setAt(Math.min(at + 1, people.length))
  const back = () => setAt(Math.max(0, at - 1))

  const keys = (event: KeyboardEvent): boolean => {
    if (!person) return false
    const act = {
      ArrowRight: skip,
      ArrowLeft: back,
      Delete: () => hide(person),
    }[event.key]
    if (act && !event.ctrlKey && !event.metaKey && !event.altKey) act()
    else if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey)) line.undo()
    else return false
    return true
  }
  const toPeople =
    library.event === null ? { to: '/library/people' as const } : { to: '/events/$eventId/people' as const, params: { eventId: library.event } }
  const over = list.isSuccess && !person && !list.hasNextPage
  const said = person && answers.get(person.id)
  return (
    <Page name={t('people.naming.title')} asks>
      <BackLink {...toPeople}>{t('people.back')}</BackLink>
      <h1 className="display text-2xl sm:text-3xl">{t('people.naming.title')}</h1>
      {list.isError && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {total > 0 && (
        <Progress
          value={Math.min(at, total) / total}
          label={t('people.naming.progress')}
          detail={t('people.naming.at', { at: Math.min(at + 1, total), total })}
        />
      )}
      <p role="status" className="sr-only">
        {person && t('people.naming.at', { at: at + 1, total })}
      </p>
      {!person && !over && !list.isError && <Skeleton className="h-96" />}
      {over && (
        <EmptyState
          icon={PartyPopper}
          title={t('people.naming.over')}
          action={
            <div className="flex flex-wrap justify-center gap-3">
              {line.canUndo && (
                <Button icon={Undo2} onClick={line.undo}>
                  {t('people.naming.undo')}
                </Button>
              )}
              <ButtonLink {...toPeople} look="primary" ref={focused}>
                {t('people.naming.toPeople')}
              </ButtonLink>
            </div>
          }
        >
          {t('people.naming.named', { count: answers.size })}
        </EmptyState>
      )}
      {person && (
        <section ref={place} aria-label={t('people.naming.at', { at: at + 1, total })} className="flex flex-col gap-5">
          <SomeFaces person={person} />
          <NameField
            key={person.id}
            libraryId={library.id}
            label={t('people.naming.who')}
            onName={(typed) => (typed ? name(person, typed) : skip())}
            onSame={(other) => same(person, other)}
            onEmptyKey={keys}
          />
          {said && <p className="text-sm text-muted">{said === 'hidden' ? t('people.naming.wasHidden') : t('people.naming.was', { name: said.name })}</p>}
          <div className="flex flex-wrap gap-3">
            <Button icon={ArrowLeft} disabled={at === 0} onClick={back}>
              {t('people.naming.back')}
            </Button>
            <Button icon={ArrowRight} onClick={skip}>
              {t('people.naming.skip')}
            </Button>
            <Button icon={EyeOff} onClick={() => hide(person)}>
              {t('people.hide')}
            </Button>
            <Button icon={Undo2} disabled={!line.canUndo} onClick={line.undo} className="ml-auto">
              {t('people.naming.undo')}
            </Button>
          </div>
          <p className="text-sm text-muted max-sm:hidden">{t('people.naming.keys')}</p>
        </section>
      )}
    </Page>
  )
}

/** Several faces of somebody, so that one knows who it is. */
function SomeFaces({ person }: { person: PersonOut }) {
  const { t } = useTranslation()
  const { data } = useInfiniteQuery(personFacesOptions(person.id, FACES))
  const faces = data?.pages.flatMap((page) => page.items).slice(0, FACES) ?? []
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">{t('people.photos', { count: person.photo_count })}</p>
      <div className="grid grid-cols-4 gap-2">
        {data
          ? faces.map((face, at) => <FaceCover key={face.id} face={face} pixels={200} alt={t('people.faces.one', { at: at + 1 })} className="w-full rounded-card" />)
          : Array.from({ length: Math.min(person.face_count, FACES) }, (_, at) => <Skeleton key={at} className="aspect-square" />)}
      </div>
    </div>
  )
}
