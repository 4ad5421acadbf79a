import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useMemo, useState } from 'react'
import { listPeople, type PersonOut } from '@/api/generated'
import { personFacesOptions } from './people'

const AT_ONCE = 60
/** So many people before the end of what is loaded more are asked for. */
const AHEAD = 20
/** Faces that are shown of each. */
export const FACES = 8

/**
 * Those without a name, one after the other, the most frequent first.
 *
 * The list is as it was when the page was opened: who is named meanwhile stays in it, so that one can go back.
 *
 * @param unnamed how many there are, loaded or not.
 */
export function useNamingQueue(libraryId: string, unnamed: number) {
  const queries = useQueryClient()
  const visit = useId()
  const [total] = useState(unnamed)
  const [at, setAt] = useState(0)
  const list = useInfiniteQuery({
    queryKey: ['peopleToName', libraryId, visit],
    queryFn: async ({ pageParam, signal }) => {
      const query = { named: false, cursor: pageParam || undefined, limit: AT_ONCE }
      return (await listPeople({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnReconnect: false,
  })
  const people = useMemo<PersonOut[]>(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const { hasNextPage, isFetching, fetchNextPage } = list
  useEffect(() => {
    if (hasNextPage && !isFetching && at > people.length - AHEAD) void fetchNextPage({ cancelRefetch: false })
  }, [hasNextPage, isFetching, fetchNextPage, at, people.length])
  // The faces of who comes next are there before they are asked for.
  const next = people[at + 1]?.id
  useEffect(() => {
    if (next) void queries.prefetchInfiniteQuery(personFacesOptions(next, FACES))
  }, [next, queries])
  return { list, people, at, setAt, total: hasNextPage ? Math.max(total, people.length) : people.length }
}
