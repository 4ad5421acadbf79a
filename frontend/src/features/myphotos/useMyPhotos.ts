import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { denyMatch, markFavourite, type MatchOut, undoMatch, unmarkFavourite } from '@/api/generated'
import { getRegistrationOptions } from '@/api/generated/@tanstack/react-query.gen'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { change, loadAnew, matchesOptions, type Order } from './matches'

const LOOK_AGAIN_MS = 10_000

export interface MyPhotos {
  matches: MatchOut[]
  /** How many there are, loaded or not. */
  total: number
  query: ReturnType<typeof useMatches>
  favour: (match: MatchOut) => void
  deny: (match: MatchOut) => void
}

function useMatches(registrationId: string, order: Order) {
  return useInfiniteQuery(matchesOptions(registrationId, order))
}

/** One's photos at an event, growing while one looks, and what can be done with them. */
export function useMyPhotos(registrationId: string, order: Order): MyPhotos {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const query = useMatches(registrationId, order)
  const loaded = query.data?.pages
  const matches = useMemo(() => loaded?.flatMap((page) => page.items) ?? [], [loaded])

  // The registration says how many photos there are; it costs little to ask, the list only when that changed.
  const registration = useQuery({ ...getRegistrationOptions({ path: { registration_id: registrationId } }), refetchInterval: LOOK_AGAIN_MS })
  const count = registration.data?.matches_released ?? 0
  const known = useRef(count)
  useEffect(() => {
    const more = count - known.current
    if (more === 0) return
    known.current = count
    void loadAnew(queries, registrationId)
    if (more > 0) toast(t('guest.photos.arrived', { count: more }), { tone: 'good' })
  }, [count, queries, registrationId, t])

  const failed = toastProblem
  const counted = (by: number) => {
    known.current += by
    queries.setQueryData(getRegistrationOptions({ path: { registration_id: registrationId } }).queryKey, (now) => now && { ...now, matches_released: now.matches_released + by })
  }

  const favour = useMutation({
    mutationFn: async (match: MatchOut) => {
      const call = match.favourite ? unmarkFavourite : markFavourite
      await call({ path: { match_id: match.id } })
    },
    onMutate: (match) =>
      change(queries, registrationId, (all) => all.map((one) => (one.id === match.id ? { ...one, favourite: !match.favourite } : one))),
    onError: (error, _, undo) => {
      undo?.()
      failed(error)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: matchesOptions(registrationId, 'favourites').queryKey, refetchType: 'none' }),
  })

  const takeBack = useMutation({
    mutationFn: (match: MatchOut) => undoMatch({ path: { match_id: match.id } }),
    onSuccess: () => {
      counted(1)
      return loadAnew(queries, registrationId)
    },
    onError: failed,
  })

  const deny = useMutation({
    mutationFn: (match: MatchOut) => denyMatch({ path: { match_id: match.id } }),
    onMutate: async (match) => {
      const undo = await change(queries, registrationId, (all) => all.filter((one) => one.id !== match.id))
      counted(-1)
      return () => {
        undo()
        counted(1)
      }
    },
    onError: (error, _, undo) => {
      undo?.()
      failed(error)
    },
    onSuccess: (_, match) => toast(t('guest.photos.denied'), { undo: () => takeBack.mutate(match) }),
  })

  return { matches, total: Math.max(count, matches.length), query, favour: favour.mutate, deny: deny.mutate }
}
