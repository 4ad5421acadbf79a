import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import { getProposal, listProposals, listStatements, listUnassignedFaces, type ProposalOut } from '@/api/generated'
import {
  getProposalQueryKey,
  listProposalsQueryKey,
  listStatementsInfiniteQueryKey,
  listUnassignedFacesInfiniteQueryKey,
} from '@/api/generated/@tanstack/react-query.gen'

const FACES_AT_ONCE = 120
const WORDS_AT_ONCE = 40
const POLL_MS = 1_000

/** Whether a clustering is being worked on. */
export function isUnderWay(state: ProposalOut['state'] | undefined): boolean {
  return state === 'waiting' || state === 'applying'
}

/** The clustering that was asked for last. */
export function lastProposalOptions(libraryId: string) {
  const query = { limit: 1 }
  return queryOptions({
    queryKey: listProposalsQueryKey({ path: { library_id: libraryId }, query }),
    queryFn: async ({ signal }) => (await listProposals({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data.items[0] ?? null,
    staleTime: 0,
  })
}

/** What a clustering would change; asked for again and again while it is being worked on. */
export function proposalOptions(id: string) {
  return queryOptions({
    queryKey: getProposalQueryKey({ path: { proposal_id: id } }),
    queryFn: async ({ signal }) => (await getProposal({ path: { proposal_id: id }, signal, throwOnError: true })).data,
    staleTime: 0,
    refetchInterval: ({ state }) => (isUnderWay(state.data?.state) ? POLL_MS : false),
  })
}

/** Everything that was said, the latest first. */
export function statementsOptions(libraryId: string) {
  return infiniteQueryOptions({
    queryKey: listStatementsInfiniteQueryKey({ path: { library_id: libraryId } }),
    queryFn: async ({ pageParam, signal }) => {
      const query = { cursor: pageParam || undefined, limit: WORDS_AT_ONCE }
      return (await listStatements({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 0,
  })
}

/** Faces that are nobody. */
export function unassignedOptions(libraryId: string) {
  return infiniteQueryOptions({
    queryKey: listUnassignedFacesInfiniteQueryKey({ path: { library_id: libraryId } }),
    queryFn: async ({ pageParam, signal }) => {
      const query = { cursor: pageParam || undefined, limit: FACES_AT_ONCE }
      return (await listUnassignedFaces({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

export function proposalsChanged(queries: QueryClient, libraryId: string): Promise<void> {
  return queries.invalidateQueries({ queryKey: [{ _id: 'listProposals', path: { library_id: libraryId } }] })
}
