import { type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { decideMatches, type EventOut, type ReviewOut, undoMatch } from '@/api/generated'
import { getEventOptions, getEventProgressQueryKey, getEventQueryKey } from '@/api/generated/@tanstack/react-query.gen'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { decidedChanged } from './decided'
import { type MatchPages, type Taken, waitingOptions, withBack, without } from './matches'

export type Verdict = 'accept' | 'reject'

/** So many matches before the end of what is loaded the next page is asked for. */
const AHEAD = 20

interface Step {
  taken: Taken[]
  /** Where one was looking. */
  at: number
}

function count(queries: QueryClient, eventId: string, change: number): void {
  queries.setQueryData<EventOut>(getEventQueryKey({ path: { event_id: eventId } }), (event) =>
    event?.hosting
      ? { ...event, hosting: { ...event.hosting, matches_waiting: Math.max(0, event.hosting.matches_waiting + change) } }
      : event,
  )
}

/**
 * The review of an event's matches: what waits, where one looks, deciding and taking back.
 *
 * A decision shows at once and is sent behind; decisions go one after the other, so that an undo never overtakes what it
 * takes back. What the server refuses is in the list again.
 */
export function useReview(eventId: string) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const options = waitingOptions(eventId)
  const list = useInfiniteQuery(options)
  const { data: event } = useQuery(getEventOptions({ path: { event_id: eventId } }))
  const [wanted, setAt] = useState(0)
  const [steps, setSteps] = useState<readonly Step[]>([])
  const latest = useRef(steps)
  const line = useRef<Promise<void>>(Promise.resolve())

  const matches = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const at = Math.max(0, Math.min(wanted, matches.length - 1))
  const left = list.hasNextPage ? Math.max(event?.hosting?.matches_waiting ?? 0, matches.length) : matches.length

  const { hasNextPage, isFetching, fetchNextPage } = list
  useEffect(() => {
    if (hasNextPage && !isFetching && at > matches.length - AHEAD) void fetchNextPage({ cancelRefetch: false })
  }, [hasNextPage, isFetching, fetchNextPage, at, matches.length])

  const change = (update: (data: MatchPages) => MatchPages) =>
    queries.setQueryData<MatchPages>(options.queryKey, (data) => data && update(data))
  const putBack = (taken: Taken[]) => {
    change((data) => withBack(data, taken))
    count(queries, eventId, taken.length)
  }
  const failed = toastProblem
  const told = () => {
    void queries.invalidateQueries({ queryKey: getEventProgressQueryKey({ path: { event_id: eventId } }) })
    void decidedChanged(queries, eventId)
  }

  const keep = (next: readonly Step[]) => {
    latest.current = next
    setSteps(next)
  }

  /** @returns what takes exactly this decision back. */
  function decide(chosen: readonly ReviewOut[], verdict: Verdict): () => void {
    const ids = chosen.map((match) => match.id)
    const data = queries.getQueryData<MatchPages>(options.queryKey)
    if (!data || ids.length === 0) return () => undefined
    // An answer that is on its way was given before this decision, and would bring the matches back.
    void queries.cancelQueries({ queryKey: options.queryKey })
    const { data: rest, taken } = without(data, new Set(ids))
    queries.setQueryData(options.queryKey, rest)
    count(queries, eventId, -taken.length)
    const step = { taken, at }
    keep([...latest.current, step])
    line.current = line.current.then(async () => {
      try {
        await decideMatches({ body: { [verdict]: ids } })
      } catch (error) {
        putBack(taken)
        keep(latest.current.filter((one) => one !== step))
        failed(error)
        void queries.invalidateQueries({ queryKey: options.queryKey })
      }
      told()
    })
    return () => takeBack(step)
  }

  function takeBack(step: Step | undefined): void {
    if (!step || !latest.current.includes(step)) return
    keep(latest.current.filter((one) => one !== step))
    void queries.cancelQueries({ queryKey: options.queryKey })
    putBack(step.taken)
    setAt(step.at)
    line.current = line.current.then(async () => {
      const gone = new Set<string>()
      for (const { match } of step.taken) {
        try {
          const { data } = await undoMatch({ path: { match_id: match.id } })
          if (data?.state !== 'waiting') gone.add(match.id)
        } catch (error) {
          gone.add(match.id)
          failed(error)
        }
      }
      // By today's rules it would not wait: it was judged anew.
      if (gone.size > 0) {
        change((data) => without(data, gone).data)
        count(queries, eventId, -gone.size)
        toast(t('workspace.review.judgedAnew', { count: gone.size }))
      }
      told()
    })
  }

  return { list, matches, at, left, setAt, decide, undo: () => takeBack(latest.current.at(-1)), canUndo: steps.length > 0 }
}

export type Review = ReturnType<typeof useReview>
