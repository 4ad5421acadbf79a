import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import {
  answerDuplicate,
  answerSuggestions,
  createPerson,
  deletePerson,
  type DuplicateOut,
  hidePerson,
  listPeople,
  markPersonAsChild,
  markWrongFaces,
  mergePerson,
  namePerson,
  type PersonOut,
  type SaidOut,
  sayWho,
  sayWhoNot,
  showPerson,
  undoStatement,
  unmarkPersonAsChild,
} from '@/api/generated'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { peopleChanged, sameName } from './people'
import { Declined, sayAskingTwice } from './twice'

/** Faces that are nobody any more are compared with everybody by a job; so long it may take. */
const COMPARED_MS = 3_000

type Answer = Promise<{ data: SaidOut }>
type Called = Pick<PersonOut, 'id' | 'name'>

/** What was said at once, and what takes it back. */
export interface Done {
  person: PersonOut | null
  /** Takes it back, once however often it is asked for. */
  undo: () => Promise<void>
}

/** Told once when something is taken back, by `undo` or in its toast. */
type TakenBack = () => void

/**
 * What may be said about the people of one's photos. Each tells in a toast what it did, with the way back; what was
 * refused is told, too, and gives undefined.
 *
 * @param about of the toasts: on a page that asks one question after the other only the last answer's is there.
 */
export function usePeopleActions(about?: string) {
  const queries = useQueryClient()
  const { t } = useTranslation()
  return useMemo(() => {
    const called = (person: { name: string }) => person.name || t('people.nameless')

    async function takeBack(statements: readonly number[]): Promise<void> {
      try {
        for (const id of [...statements].reverse()) await sayAskingTwice(() => undoStatement({ path: { statement_id: id }, throwOnError: true }))
        toast(t('people.done.undone'), { about })
      } catch (error) {
        if (!(error instanceof Declined)) toastProblem(error)
      }
      await told()
    }

    function told(): Promise<void> {
      setTimeout(() => void peopleChanged(queries), COMPARED_MS)
      return peopleChanged(queries)
    }

    /**
     * Says one thing after the other. Where one is refused those before it stand, and are what Undo takes back, with what
     * had to be allowed for them.
     */
    async function say(
      words: readonly (() => Answer)[],
      text: (count: number) => string,
      takenBack?: TakenBack,
    ): Promise<Done | undefined> {
      const statements: number[] = []
      let count = 0
      let person: PersonOut | null = null
      let refused: unknown
      try {
        for (const word of words) {
          const { answer, allowed } = await sayAskingTwice(word)
          statements.push(...allowed, answer.data.statement.id)
          person = answer.data.person
          count += 1
        }
      } catch (error) {
        refused = error
      }
      let begun: Promise<void> | undefined
      const undo = () => {
        if (!begun) {
          takenBack?.()
          begun = takeBack(statements)
        }
        return begun
      }
      if (count) toast(text(count), { undo: () => void undo(), about })
      if (refused && !(refused instanceof Declined)) toastProblem(refused)
      await told()
      return refused ? undefined : { person, undo }
    }

    return {
      /** An empty name takes the name away. */
      name: (person: Called, name: string, takenBack?: TakenBack) =>
        say(
          [() => namePerson({ path: { person_id: person.id }, body: { name }, throwOnError: true })],
          () => (name ? t('people.done.named', { name }) : t('people.done.nameTaken', { name: called(person) })),
          takenBack,
        ),

      /** People who are the same as `into`. */
      merge: (people: readonly Called[], into: Called, takenBack?: TakenBack) =>
        say(
          people
            .filter((person) => person.id !== into.id)
            .map((person) => () => mergePerson({ path: { person_id: person.id }, body: { into: into.id }, throwOnError: true })),
          (count) => t('people.done.merged', { count: count + 1, name: called(into) }),
          takenBack,
        ),

      hide: (people: readonly Called[], takenBack?: TakenBack) =>
        say(
          people.map((person) => () => hidePerson({ path: { person_id: person.id }, throwOnError: true })),
          (count) => t('people.done.hidden', { count, name: called(people[0] ?? { name: '' }) }),
          takenBack,
        ),

      show: (people: readonly Called[]) =>
        say(
          people.map((person) => () => showPerson({ path: { person_id: person.id }, throwOnError: true })),
          (count) => t('people.done.shown', { count, name: called(people[0] ?? { name: '' }) }),
        ),

      /** A child's photos are released to guests only with more evidence. */
      markChild: (person: Called, child: boolean) =>
        say(
          [() => (child ? markPersonAsChild : unmarkPersonAsChild)({ path: { person_id: person.id }, throwOnError: true })],
          () => t(child ? 'people.done.child' : 'people.done.notChild', { name: called(person) }),
        ),

      remove: (person: Called) =>
        say([() => deletePerson({ path: { person_id: person.id }, throwOnError: true })], () => t('people.done.deleted', { name: called(person) })),

      /** Faces become a person of their own. */
      split: (libraryId: string, faces: readonly number[], name: string) =>
        say(
          [() => createPerson({ path: { library_id: libraryId }, body: { faces: [...faces], name }, throwOnError: true })],
          () => (name ? t('people.done.splitNamed', { count: faces.length, name }) : t('people.done.split', { count: faces.length })),
        ),

      are: (person: Called, faces: readonly number[]) =>
        say(
          [() => sayWho({ path: { person_id: person.id }, body: { faces: [...faces] }, throwOnError: true })],
          () => t('people.done.are', { count: faces.length, name: called(person) }),
        ),

      areNot: (person: Called, faces: readonly number[]) =>
        say(
          [() => sayWhoNot({ path: { person_id: person.id }, body: { faces: [...faces] }, throwOnError: true })],
          () => t('people.done.areNot', { count: faces.length, name: called(person) }),
        ),

      /** What the classifier asked: these faces are the person, or are not. */
      answer: (person: Called, faces: readonly number[], yes: boolean, takenBack?: TakenBack) =>
        say(
          [
            async () => {
              const body = yes ? { yes: [...faces] } : { no: [...faces] }
              const { data } = await answerSuggestions({ path: { person_id: person.id }, body, throwOnError: true })
              return { data: { statement: data.statements[0]!, person: data.person } }
            },
          ],
          () => t(yes ? 'suggestions.done.yes' : 'suggestions.done.no', { count: faces.length, name: called(person) }),
          takenBack,
        ),

      areNone: (libraryId: string, faces: readonly number[]) =>
        say(
          [() => markWrongFaces({ path: { library_id: libraryId }, body: { faces: [...faces] }, throwOnError: true })],
          () => t('people.done.areNone', { count: faces.length }),
        ),

      /** Two who were asked about are one: `into`. */
      same: (pair: DuplicateOut, into: PersonOut, takenBack?: TakenBack) =>
        say(
          [() => answered(pair, { answer: 'same', into: into.id })],
          (count) => t('people.done.merged', { count: count + 1, name: called(into) }),
          takenBack,
        ),

      /** Two who were asked about are two, for good. */
      notSame: (pair: DuplicateOut, takenBack?: TakenBack) =>
        say([() => answered(pair, { answer: 'not_same' })], () => t('duplicates.done.notSame'), takenBack),

      /** Somebody else of the library who is called exactly that; undefined when nobody is, or nobody answers. */
      async namesake(libraryId: string, name: string, except: string): Promise<PersonOut | undefined> {
        const query = { named: true, search: name.trim(), limit: 100 }
        try {
          const { data } = await listPeople({ path: { library_id: libraryId }, query, throwOnError: true })
          return data.items.find((one) => one.id !== except && sameName(one.name, name))
        } catch {
          return undefined // what comes next asks the server, too, and tells
        }
      },
    }
  }, [about, queries, t])
}

async function answered(pair: DuplicateOut, body: { answer: 'same' | 'not_same'; into?: string }): Answer {
  const { data } = await answerDuplicate({ path: { duplicate_id: pair.id }, body, throwOnError: true })
  if (!data.statement) throw new Error(`no statement for ${body.answer}`)
  return { data: { statement: data.statement, person: data.person } }
}

export type PeopleActions = ReturnType<typeof usePeopleActions>
