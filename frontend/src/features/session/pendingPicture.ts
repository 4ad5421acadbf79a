import type { QueryClient } from '@tanstack/react-query'
import i18n from 'i18next'
import { type AccountOut, putAvatar } from '@/api/generated'
import { asProblem } from '@/api/problems'
import { toast } from '@/components/toasts'
import { accountOptions } from './account'

let waiting: { email: string; picture: File } | null = null

/** Keeps the picture chosen at sign-up, in this page's memory alone, until the address is verified. */
export function keepPendingPicture(email: string, picture: File | null): void {
  waiting = picture && { email: email.trim().toLowerCase(), picture }
}

/** Sends the kept picture as the profile picture, when the one who logged in is the one who signed up. */
export function sendPendingPicture(queries: QueryClient, account: AccountOut): void {
  const kept = waiting
  waiting = null
  if (kept?.email !== account.email.toLowerCase()) return
  putAvatar({ body: kept.picture, throwOnError: true })
    .then(({ data }) => queries.setQueryData(accountOptions.queryKey, data))
    .catch((error: unknown) => {
      const { detail, until } = asProblem(error)
      toast(i18n.t('account.picture.notSent', { why: detail }), { tone: 'bad', until })
    })
}
