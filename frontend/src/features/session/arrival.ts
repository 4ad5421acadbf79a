import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { redirect, useRouter } from '@tanstack/react-router'
import { useCallback } from 'react'
import { accountOptions, forgetEverything, homeOf } from './account'
import { isServerPage, safeNext } from './next'
import { sendPendingPicture } from './pendingPicture'

/** Somebody has just logged in: loads who it is and goes on to where they wanted to, or home. */
export function useArrival(next: string | undefined): () => Promise<void> {
  const queries = useQueryClient()
  const router = useRouter()
  return useCallback(async () => {
    await forgetEverything(queries)
    const account = await queries.fetchQuery({ ...accountOptions, staleTime: 0 })
    if (!account) return
    sendPendingPicture(queries, account)
    const path = safeNext(next) ?? homeOf(account)
    if (isServerPage(path)) window.location.assign(path)
    else router.history.replace(path)
  }, [queries, router, next])
}

/** For `beforeLoad` of pages for people who are not logged in: whoever is goes on. */
export async function passOn(queries: QueryClient, next: string | undefined): Promise<void> {
  const account = await queries.ensureQueryData(accountOptions).catch(() => null)
  if (!account) return
  const path = safeNext(next)
  throw path && !isServerPage(path) ? redirect({ href: path, replace: true }) : redirect({ to: homeOf(account), replace: true })
}
