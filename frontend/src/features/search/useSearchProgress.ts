import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { SearchProgress } from '@/api/generated'
import { getSearchProgressOptions, getSearchProgressQueryKey } from '@/api/generated/@tanstack/react-query.gen'

const POLL_MS = 1500

/** How far a search is, as it goes on: told by the server, and asked for where a stream does not come through. */
export function useSearchProgress(searchId: string) {
  const queries = useQueryClient()
  const [silent, setSilent] = useState(false)
  const path = { path: { search_id: searchId } }
  const asked = useQuery({
    ...getSearchProgressOptions(path),
    staleTime: 0,
    refetchInterval: ({ state }) => (silent && !isDone(state.data) && !state.error ? POLL_MS : false),
  })
  const done = isDone(asked.data)

  useEffect(() => {
    if (done) return
    const source = new EventSource(`/api/v1/searches/${searchId}/progress`)
    source.addEventListener('progress', (event: MessageEvent<string>) => {
      const progress = JSON.parse(event.data) as SearchProgress
      queries.setQueryData(getSearchProgressQueryKey({ path: { search_id: searchId } }), progress)
      if (progress.done) source.close()
    })
    // The browser tries again by itself; where it gave up, or a proxy holds events back, we ask instead.
    source.onerror = () => setSilent(true)
    return () => source.close()
  }, [searchId, done, queries])

  return { progress: asked.data || undefined, error: asked.error }
}

function isDone(progress: unknown): boolean {
  return typeof progress === 'object' && progress !== null && (progress as SearchProgress).done
}
