import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useId, useMemo } from 'react'
import { type DuplicateOut, listDuplicates } from '@/api/generated'

const AT_ONCE = 40
/** So many pairs before the end of what is loaded more are asked for. */
const AHEAD = 15

/**
 * Pairs of people who may be the same, the most probable first.
 *
 * The list is as it was when the page was opened: what is answered meanwhile stays in it, so that one can go back.
 */
export function useDuplicateQueue(libraryId: string, at: number) {
  const visit = useId()
  const list = useInfiniteQuery({
    queryKey: ['duplicatesToAnswer', libraryId, visit],
    queryFn: async ({ pageParam, signal }) => {
      const query = { cursor: pageParam || undefined, limit: AT_ONCE }
      return (await listDuplicates({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnReconnect: false,
  })
  const pairs = useMemo<DuplicateOut[]>(() => {
    const once = new Map((list.data?.pages ?? []).flatMap((page) => page.items.map((pair) => [pair.id, pair] as const)))
    return [...once.values()] // one that was put off may come again at the end
  }, [list.data])
  const { hasNextPage, isFetching, fetchNextPage } = list
  useEffect(() => {
    if (hasNextPage && !isFetching && at > pairs.length - AHEAD) void fetchNextPage({ cancelRefetch: false })
  }, [hasNextPage, isFetching, fetchNextPage, at, pairs.length])
  return { list, pairs }
}
