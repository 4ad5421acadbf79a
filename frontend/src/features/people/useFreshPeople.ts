import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { PeopleCountsOut } from '@/api/generated'
import { peopleChanged, peopleCountsOptions } from './people'

const POLL_MS = 5_000

/** How many people a library has; their lists are asked for anew whenever that changes: photos arrive, or a job sorts. */
export function useFreshPeople(libraryId: string): PeopleCountsOut | undefined {
  const queries = useQueryClient()
  const { data } = useQuery({ ...peopleCountsOptions(libraryId), staleTime: 0, refetchInterval: POLL_MS })
  const counted = data && JSON.stringify(data)
  const before = useRef(counted)
  useEffect(() => {
    if (before.current !== undefined && counted !== before.current) void peopleChanged(queries)
    before.current = counted
  }, [counted, queries])
  return data
}
