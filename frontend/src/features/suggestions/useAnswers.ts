import { useCallback, useMemo, useState } from 'react'
import type { PersonOut } from '@/api/generated'
import { usePeopleActions } from '@/features/people/actions'
import { useSaidInOrder } from '@/features/people/useSaidInOrder'

/** Answers about a person's faces. */
export function useAnswers(person: PersonOut) {
  const actions = usePeopleActions('answer')
  const [answered, setAnswered] = useState<ReadonlySet<number>>(new Set())
  const { say, undo, canUndo } = useSaidInOrder((faces: readonly number[]) =>
    setAnswered((before) => {
      const now = new Set(before)
      for (const face of faces) now.delete(face)
      return now
    }),
  )
  const answer = useCallback(
    (faces: readonly number[], yes: boolean) => {
      if (!faces.length) return
      setAnswered((before) => new Set([...before, ...faces]))
      say(faces, (takenBack) => actions.answer(person, faces, yes, takenBack))
    },
    [actions, person, say],
  )
  return useMemo(() => ({ answered, answer, undo, canUndo }), [answered, answer, undo, canUndo])
}

export type Answers = ReturnType<typeof useAnswers>
