import { useCallback, useMemo, useRef, useState } from 'react'
import type { PersonOut } from '@/api/generated'
import { type Done, usePeopleActions } from '@/features/people/actions'

interface Step {
  faces: readonly number[]
  told: Promise<Done | undefined>
}

/**
 * Answers about a person's faces. Each shows at once and is sent behind, one after the other, so that an undo never
 * overtakes what it takes back; what the server refuses is asked again.
 */
export function useAnswers(person: PersonOut) {
  const actions = usePeopleActions('answer')
  const [answered, setAnswered] = useState<ReadonlySet<number>>(new Set())
  const [steps, setSteps] = useState<readonly Step[]>([])
  const latest = useRef<readonly Step[]>([])
  const line = useRef<Promise<unknown>>(Promise.resolve())

  const keep = useCallback((next: readonly Step[]) => {
    latest.current = next
    setSteps(next)
  }, [])
  const again = useCallback((faces: readonly number[]) => {
    setAnswered((before) => {
      const now = new Set(before)
      for (const face of faces) now.delete(face)
      return now
    })
  }, [])
  const answer = useCallback(
    (faces: readonly number[], yes: boolean) => {
      if (!faces.length) return
      setAnswered((before) => new Set([...before, ...faces]))
      const takenBack = () => {
        again(faces)
        keep(latest.current.filter((one) => one.faces !== faces))
      }
      const told = line.current.then(() => actions.answer(person, faces, yes, takenBack)).catch(() => undefined)
      const step: Step = { faces, told }
      keep([...latest.current, step])
      line.current = told.then((done) => {
        if (!done) takenBack()
      })
    },
    [actions, again, keep, person],
  )
  const undo = useCallback(() => {
    const last = latest.current.at(-1)
    if (!last) return
    keep(latest.current.slice(0, -1))
    again(last.faces)
    line.current = line.current.then(async () => (await last.told)?.undo())
  }, [again, keep])
  return useMemo(() => ({ answered, answer, undo, canUndo: steps.length > 0 }), [answered, answer, undo, steps.length])
}

export type Answers = ReturnType<typeof useAnswers>
