import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { EventProgress } from '@/api/generated'
import { getEventProgressOptions, getEventProgressQueryKey } from '@/api/generated/@tanstack/react-query.gen'

function under(progress: EventProgress | undefined): boolean {
  return !!progress && !progress.done
}

const POLL_MS = 5_000
const POLL_AT_REST_MS = 30_000

/**
 * How far an event's photos are, as it changes: told by the server as it happens; asked for where streams do not get
 * through.
 *
 * @param busy something of ours is on its way: listen although the server said that nothing is under way.
 */
export function useEventProgress(eventId: string, busy = false): EventProgress | undefined {
  const queries = useQueryClient()
  const [streams, setStreams] = useState(true)
  const path = { event_id: eventId }
  const { data } = useQuery({
    ...getEventProgressOptions({ path }),
    staleTime: 2_000,
    refetchInterval: ({ state }) => (under(state.data as EventProgress | undefined) ? (streams ? false : POLL_MS) : busy ? POLL_MS : POLL_AT_REST_MS),
  })
  const progress = data as EventProgress | undefined
  // What was sent quicker than anybody asked is under way now, though the last answer says that nothing is.
  const wasBusy = useRef(busy)
  useEffect(() => {
    if (wasBusy.current && !busy) void queries.invalidateQueries({ queryKey: getEventProgressQueryKey({ path: { event_id: eventId } }) })
    wasBusy.current = busy
  }, [busy, eventId, queries])
  const listen = under(progress)
  useEffect(() => {
    if (!listen) return
    const source = new EventSource(`/api/v1/events/${eventId}/progress`)
    const key = getEventProgressQueryKey({ path: { event_id: eventId } })
    source.addEventListener('progress', (event: MessageEvent<string>) => {
      const now = JSON.parse(event.data) as EventProgress
      setStreams(true)
      queries.setQueryData(key, now)
      if (now.done) source.close()
    })
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) setStreams(false)
    })
    return () => source.close()
  }, [eventId, listen, queries])
  return progress
}
