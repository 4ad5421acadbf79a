import type { AskedPersonOut } from '@/api/generated'

/** Whom one is with, and where they were in the list. */
export interface Wanted {
  at: number
  id: string
}

/** Where somebody is in a list that may be another one by now; where they were, if they are not in it any more. */
export function placeIn(people: readonly AskedPersonOut[], { at, id }: Wanted): number {
  const same = people.findIndex((one) => one.person.id === id)
  return same < 0 ? Math.max(0, Math.min(at, people.length - 1)) : same
}
