import { useRef, useState } from 'react'
import { answerDuplicate, type DuplicateOut, type PersonOut } from '@/api/generated'
import { type Done, usePeopleActions } from '@/features/people/actions'

export type Answer = 'same' | 'not_same'

/** Something that was answered, sent or not yet. */
interface Step {
  id: string
  told: Promise<Done | undefined>
  /** It is taken back, here or in its toast, or was refused. */
  gone?: boolean
}

interface Given {
  answer: Answer
  /** Who goes on under the other, where they are the same. */
  merged?: string
}

/**
 * What was answered in this visit. Goes on at once and sends behind, one after the other; what is refused is asked
 * again.
 *
 * @param onAsk shows a pair again: its answer was taken back or refused.
 */
export function useAnswers(onAsk: (id: string) => void) {
  const actions = usePeopleActions('answer')
  const [given, setGiven] = useState<ReadonlyMap<string, Given>>(new Map())
  const [steps, setSteps] = useState<readonly Step[]>([])
  const line = useRef(Promise.resolve())
  const skipped = useRef(new Set<string>())

  const write = (id: string, what: Given | undefined) =>
    setGiven((before) => {
      const now = new Map(before)
      if (what) now.set(id, what)
      else now.delete(id)
      return now
    })
  const say = (pair: DuplicateOut, what: Given, send: (takenBack: () => void) => Promise<Done | undefined>) => {
    write(pair.id, what)
    const again = () => {
      if (step.gone) return
      step.gone = true
      setSteps((before) => before.filter((one) => one !== step))
      write(pair.id, undefined)
      onAsk(pair.id)
    }
    const told = line.current.then(() => send(again)).catch(() => undefined)
    const step: Step = { id: pair.id, told }
    setSteps((before) => [...before, step])
    line.current = told.then((done) => {
      if (!done) again()
    })
  }
  return {
    given,
    merged: new Set([...given.values()].flatMap((one) => (one.merged ? [one.merged] : []))),
    canUndo: steps.length > 0,
    same: (pair: DuplicateOut, into: PersonOut) => {
      const merged = into.id === pair.one.id ? pair.other.id : pair.one.id
      say(pair, { answer: 'same', merged }, (takenBack) => actions.same(pair, into, takenBack))
    },
    notSame: (pair: DuplicateOut) => say(pair, { answer: 'not_same' }, (takenBack) => actions.notSame(pair, takenBack)),
    /** The others are asked about first the next time; whether that arrives matters to nobody here. */
    skip: (pair: DuplicateOut) => {
      if (given.has(pair.id) || skipped.current.has(pair.id)) return
      skipped.current.add(pair.id)
      // What waits behind it is sent all the same.
      line.current = line.current.then(() => answerDuplicate({ path: { duplicate_id: pair.id }, body: { answer: 'skip' } })).then(
        () => undefined,
        () => undefined,
      )
    },
    undo: () => {
      const last = steps.at(-1)
      if (!last) return
      last.gone = true
      setSteps(steps.slice(0, -1))
      write(last.id, undefined)
      onAsk(last.id)
      line.current = line.current.then(async () => (await last.told)?.undo())
    },
  }
}
