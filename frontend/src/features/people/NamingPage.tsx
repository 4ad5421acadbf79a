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

type Answered = { name: string } | 'hidden'

/** Something that was answered, sent or not yet. */
interface Step {
  at: number
  id: string
  told: Promise<Done | undefined>
  /** It is taken back, here or in its toast, or was refused. */
  gone?: boolean
}

/** Naming one after the other: Enter names and goes on; everything is done without leaving the field. */
export function NamingPage({ library, unnamed }: { library: LibraryOut; unnamed: number }) {
  const { t } = useTranslation()
  const { list, people, at, setAt, total } = useNamingQueue(library.id, unnamed)
  const actions = usePeopleActions('answer')
  const [answers, setAnswers] = useState<ReadonlyMap<string, Answered>>(new Map())
  const [done, setDone] = useState<readonly Step[]>([])
  const line = useRef(Promise.resolve())
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
  /** Goes on at once and sends behind, one after the other; what is refused is asked again. */
  const say = (about: PersonOut, said: Answered, send: (takenBack: () => void) => Promise<Done | undefined>) => {
    const here = at
    answer(about.id, said)
    setAt(here + 1)
    const again = () => {
      if (step.gone) return
      step.gone = true
      setDone((before) => before.filter((one) => one !== step))
      answer(about.id, undefined)
      setAt(here)
    }
    const told = line.current.then(() => send(again)).catch(() => undefined)
    const step: Step = { at: here, id: about.id, told }
    setDone((before) => [...before, step])
    line.current = told.then((answered) => {
      if (!answered) again()
    })
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
  const undo = () => {
    const last = done.at(-1)
    if (!last) return
    last.gone = true
    setDone(done.slice(0, -1))
    answer(last.id, undefined)
    setAt(last.at)
    line.current = line.current.then(async () => (await last.told)?.undo())
  }

  const keys = (event: KeyboardEvent): boolean => {
    if (!person) return false
    const act = {
      ArrowRight: skip,
      ArrowLeft: back,
      Delete: () => hide(person),
    }[event.key]
    if (act && !event.ctrlKey && !event.metaKey && !event.altKey) act()
    else if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey)) undo()
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
              {done.length > 0 && (
                <Button icon={Undo2} onClick={undo}>
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
            <Button icon={Undo2} disabled={done.length === 0} onClick={undo} className="ml-auto">
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
