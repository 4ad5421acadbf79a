import { useSyncExternalStore } from 'react'
import { allowTwice, undoStatement } from '@/api/generated'
import type { Problem } from '@/api/generated'

/** Somebody would be in a photo as two faces by what was said. */
export interface Doubled {
  photo: string
  /** The two faces. */
  faces: readonly [number, number]
  /** Empty where nobody gave the person one. */
  name: string
}

interface Question extends Doubled {
  answer: (yes: boolean) => void
}

let asked: Question | undefined
const watchers = new Set<() => void>()

function ask(question: Question | undefined): void {
  asked = question
  watchers.forEach((tell) => tell())
}

/** The question that waits for an answer. */
export function useTwiceQuestion(): Question | undefined {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
    () => asked,
  )
}

/** The reader said no when asked whether somebody may be twice in a photo: there is nothing to tell them. */
export class Declined extends Error {}

/** What a refusal tells of somebody who would be twice in a photo; undefined for any other refusal. */
export function doubledIn(error: unknown): Doubled | undefined {
  const { code, values } = (error ?? {}) as Partial<Problem>
  if (code !== 'twice_in_photo' || typeof values?.photo !== 'string') return undefined
  return { photo: values.photo, faces: [Number(values.face), Number(values.other_face)], name: String(values.name ?? '') }
}

/**
 * Says something, and where somebody would be twice in a photo by it asks whether they may be, and says it again.
 *
 * @returns what came of it, and the statements that allowed it, the earliest first: they belong to what was said.
 * @throws Declined when the reader says no; whatever else it was refused for. Nothing that was allowed is left then.
 */
export async function sayAskingTwice<T>(word: () => Promise<T>): Promise<{ answer: T; allowed: number[] }> {
  const allowed: number[] = []
  for (;;) {
    try {
      return { answer: await word(), allowed }
    } catch (error) {
      const doubled = doubledIn(error)
      const yes = doubled && (await new Promise<boolean>((answer) => ask({ ...doubled, answer })))
      ask(undefined)
      if (!yes) {
        for (const id of allowed.reverse()) await undoStatement({ path: { statement_id: id }, throwOnError: true })
        throw doubled ? new Declined() : error
      }
      const { data } = await allowTwice({ path: { photo_id: doubled.photo }, throwOnError: true })
      allowed.push(data.statement.id)
    }
  }
}
