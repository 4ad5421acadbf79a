import { useRef, useState } from 'react'
import { answerDuplicate, type DuplicateOut, type PersonOut } from '@/api/generated'
import { type Done, usePeopleActions } from '@/features/people/actions'
import { useSaidInOrder } from '@/features/people/useSaidInOrder'

export type Answer = 'same' | 'not_same'

interface Given {
  answer: Answer
  /** Who goes on under the other, where they are the same. */
  merged?: string
}

/**
 * What was answered in this visit.
 *
 * @param onAsk shows a pair again: its answer was taken back or refused.
 */
export function useAnswers(onAsk: (id: string) => void) {
  const actions = usePeopleActions('answer')
  const [given, setGiven] = useState<ReadonlyMap<string, Given>>(new Map())
  const skipped = useRef(new Set<string>())
  const write = (id: string, what: Given | undefined) =>
    setGiven((before) => {
      const now = new Map(before)
      if (what) now.set(id, what)
      else now.delete(id)
      return now
    })
  const line = useSaidInOrder((id: string) => {
    write(id, undefined)
    onAsk(id)
  })
  const say = (pair: DuplicateOut, what: Given, send: (takenBack: () => void) => Promise<Done | undefined>) => {
    write(pair.id, what)
    line.say(pair.id, send)
  }
  return {
    given,
    merged: new Set([...given.values()].flatMap((one) => (one.merged ? [one.merged] : []))),
    canUndo: line.canUndo,
    undo: line.undo,
    same: (pair: DuplicateOut, into: PersonOut) => {
      const merged = into.id === pair.one.id ? pair.other.id : pair.one.id
      say(pair, { answer: 'same', merged }, (takenBack) => actions.same(pair, into, takenBack))
    },
    notSame: (pair: DuplicateOut) => say(pair, { answer: 'not_same' }, (takenBack) => actions.notSame(pair, takenBack)),
    /** The others are asked about first the next time; whether that arrives matters to nobody here. */
    skip: (pair: DuplicateOut) => {
      if (given.has(pair.id) || skipped.current.has(pair.id)) return
      skipped.current.add(pair.id)
      line.behind(() => answerDuplicate({ path: { duplicate_id: pair.id }, body: { answer: 'skip' } }))
    },
  }
}
