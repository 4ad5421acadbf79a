import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import {
  type ClassifierOut,
  getClassifier,
  listAskedPeople,
  listPersonSuggestions,
  type SuggestionOut,
} from '@/api/generated'
import {
  countSuggestionsOptions as counted,
  getClassifierQueryKey,
  listPersonSuggestionsInfiniteQueryKey,
} from '@/api/generated/@tanstack/react-query.gen'

export type Kind = SuggestionOut['kind']

const AT_ONCE = 100
const PEOPLE_AT_ONCE = 60
const TRAINING_MS = 1_500
const POLL_MS = 10_000

/** How much the classifier of a library asks; asked for again from time to time, because jobs change it. */
export function suggestionCountsOptions(libraryId: string) {
  return { ...counted({ path: { library_id: libraryId } }), staleTime: 0, refetchInterval: POLL_MS }
}

/** How a library's classifier is; followed closely while it is trained. */
export function classifierOptions(libraryId: string) {
  return queryOptions({
    queryKey: getClassifierQueryKey({ path: { library_id: libraryId } }),
    queryFn: async ({ signal }) => (await getClassifier({ path: { library_id: libraryId }, signal, throwOnError: true })).data,
    staleTime: 0,
    refetchInterval: ({ state }: { state: { data?: ClassifierOut } }) => (state.data?.state === 'training' ? TRAINING_MS : false),
  })
}

/** What is asked about a person: the most probable first, or the least probable first where faces are doubted. */
export function personSuggestionsOptions(personId: string, kind: Kind) {
  return infiniteQueryOptions({
    queryKey: listPersonSuggestionsInfiniteQueryKey({ path: { person_id: personId }, query: { kind } }),
    queryFn: async ({ pageParam, signal }) => {
      const query = { kind, cursor: pageParam || undefined, limit: AT_ONCE }
      return (await listPersonSuggestions({ path: { person_id: personId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchOnWindowFocus: false,
  })
}

/** Those about whom something is asked, as they were when the visit began: who is done stays, so that one can go back. */
export function askedPeopleOptions(libraryId: string, visit: string) {
  return infiniteQueryOptions({
    queryKey: ['askedPeople', libraryId, visit],
    queryFn: async ({ pageParam, signal }) => {
      const query = { cursor: pageParam || undefined, limit: PEOPLE_AT_ONCE }
      return (await listAskedPeople({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData, // while what a training asks is fetched, answers go on
    staleTime: Infinity,
    gcTime: 0,
    refetchOnReconnect: false,
  })
}

const ABOUT_SUGGESTIONS: ReadonlySet<string> = new Set(['listPersonSuggestions', 'listSuggestions', 'countSuggestions'])

/** What is asked is asked for anew. */
export function suggestionsChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({
    predicate: ({ queryKey: [first] }) => ABOUT_SUGGESTIONS.has(String((first as { _id?: unknown } | undefined)?._id)),
  })
}
