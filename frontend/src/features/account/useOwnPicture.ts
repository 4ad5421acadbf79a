import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AccountOut } from '@/api/generated'
import { accountOptions } from '../session/account'

const ASK_AGAIN_MS = 1000

/** The account, asked for again while its picture is being prepared, and the picture's address. */
export function useOwnPicture(): { account: AccountOut | null | undefined; src: string | undefined } {
  const { data: account } = useQuery({
    ...accountOptions,
    refetchInterval: ({ state }) => (state.data?.avatar.state === 'preparing' ? ASK_AGAIN_MS : false),
  })
  const state = account?.avatar.state
  // Each picture that got ready has an address of its own: the browser keeps showing what it has for the old one.
  const [seen, setSeen] = useState({ state, version: 0 })
  if (seen.state !== state) setSeen({ state, version: seen.version + (state === 'ready' ? 1 : 0) })
  const there = state && state !== 'none'
  return { account, src: there ? `/api/v1/account/avatar?v=${seen.version}` : undefined }
}
