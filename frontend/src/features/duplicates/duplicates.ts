import { queryOptions } from '@tanstack/react-query'
import { type DuplicateOut, listPersonDuplicates } from '@/api/generated'
import { countDuplicatesOptions, listPersonDuplicatesQueryKey } from '@/api/generated/@tanstack/react-query.gen'

const POLL_MS = 1_500
/** While nothing is being looked for: new photos bring new pairs. */
const CALM_POLL_MS = 30_000
const SHOWN_OF_PERSON = 3

/** How many pairs there are to be asked about; asked for again and again while more are being looked for. */
export function lookingOptions(libraryId: string) {
  const options = countDuplicatesOptions({ path: { library_id: libraryId } })
  return queryOptions({ ...options, staleTime: 0, refetchInterval: ({ state }) => (state.data?.looking ? POLL_MS : CALM_POLL_MS) })
}

/** With whom a person may be the same, the most probable first. */
export function personDuplicatesOptions(personId: string) {
  const query = { limit: SHOWN_OF_PERSON }
  return queryOptions({
    queryKey: listPersonDuplicatesQueryKey({ path: { person_id: personId }, query }),
    queryFn: async ({ signal }) => (await listPersonDuplicates({ path: { person_id: personId }, query, signal, throwOnError: true })).data.items,
  })
}

const WORDS = [
  [0.99, 'certain'],
  [0.9, 'likely'],
  [0.7, 'probable'],
] as const

/** A probability in words: the key of the sentence. */
export function likelihood(probability: number): 'certain' | 'likely' | 'probable' | 'perhaps' {
  return WORDS.find(([least]) => probability >= least)?.[1] ?? 'perhaps'
}

/** Pairs that can still be asked about once some people go on under others. */
export function stillTwo(pairs: readonly DuplicateOut[], merged: ReadonlySet<string>, answered: ReadonlySet<string>): DuplicateOut[] {
  return pairs.filter((pair) => answered.has(pair.id) || !(merged.has(pair.one.id) || merged.has(pair.other.id)))
}
