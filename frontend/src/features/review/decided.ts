import { infiniteQueryOptions, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { decideMatches, type ListEventMatchesData, type ReviewOut, undoMatch } from '@/api/generated'
import { getEventProgressQueryKey, getEventQueryKey, listEventMatchesInfiniteOptions } from '@/api/generated/@tanstack/react-query.gen'
import { asProblem } from '@/api/problems'
import { toast } from '@/components/toasts'

export const DECIDED = ['accepted', 'rejected', 'denied', 'automatic'] as const
export type DecidedKind = (typeof DECIDED)[number]

const AT_ONCE = 48

const ASKED: Record<DecidedKind, NonNullable<ListEventMatchesData['query']>> = {
  accepted: { decided_by: 'host', state: 'released' },
  rejected: { decided_by: 'host', state: 'rejected' },
  denied: { decided_by: 'guest' },
  automatic: { decided_by: 'machine' },
}

/** Matches of an event that were decided in one way. */
export function decidedOptions(eventId: string, kind: DecidedKind) {
  return infiniteQueryOptions({
    ...listEventMatchesInfiniteOptions({ path: { event_id: eventId }, query: { ...ASKED[kind], limit: AT_ONCE } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  })
}

/** More was decided about an event's matches; what waits is not asked for anew. */
export function decidedChanged(queries: QueryClient, eventId: string): Promise<void> {
  const keys = DECIDED.map((kind) => decidedOptions(eventId, kind).queryKey)
  return Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey }))).then(() => undefined)
}

/** Every list of an event's matches and what counts them is asked for anew. */
export async function matchesChanged(queries: QueryClient, eventId: string): Promise<void> {
  const path = { event_id: eventId }
  await Promise.all([
    queries.invalidateQueries({ queryKey: [{ _id: 'listEventMatches', path }] }),
    queries.invalidateQueries({ queryKey: getEventQueryKey({ path }) }),
    queries.invalidateQueries({ queryKey: getEventProgressQueryKey({ path }) }),
  ])
}

export type Change = 'accept' | 'reject' | 'again'

/** The host changes their mind about a match: yes, no, or back to be looked at; each can be taken back. */
export function useChangeOfMind(eventId: string) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const send = async (match: ReviewOut, change: Change) => {
    if (change !== 'again') await decideMatches({ body: { [change]: [match.id] }, throwOnError: true })
    else await undoMatch({ path: { match_id: match.id }, throwOnError: true })
    await matchesChanged(queries, eventId)
  }
  const failed = (error: unknown) => {
    const problem = asProblem(error)
    toast([problem.detail, problem.advice].filter(Boolean).join(' '), { tone: 'bad' })
  }
  return useMutation({
    mutationFn: ({ match, change }: { match: ReviewOut; change: Change }) => send(match, change),
    onSuccess: (_, { match, change }) => {
      const before: Change = match.verdict === 'accepted' ? 'accept' : match.verdict === 'rejected' ? 'reject' : 'again'
      const name = match.registration.name || t('workspace.review.nameless')
      toast(t(`workspace.review.changed.${change}`, { name }), { undo: () => void send(match, before).catch(failed) })
    },
    onError: failed,
  })
}
