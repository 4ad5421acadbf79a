import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { act, renderHook } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import type { AccountOut } from '@/api/generated'
import { toast, useToasts } from '@/components/toasts'
import { accountOptions, forgetEverything } from './account'

it('takes no word back for the one before, and keeps what is said about logging in', async () => {
  const undo = vi.fn()
  toast('Named Bo', { undo })
  toast('Logged out')
  const { result } = renderHook(() => useToasts())
  await act(() => forgetEverything(new QueryClient()))
  expect(result.current.map((one) => one.text)).toEqual(['Logged out'])
})

it('forgets what the one before saw, and tells whoever shows the account', async () => {
  const queries = new QueryClient()
  queries.setQueryData(accountOptions.queryKey, { email: 'ana@example.org' } as AccountOut)
  queries.setQueryData(['photos'], ['one'])
  const bar = new QueryObserver(queries, { ...accountOptions, enabled: false })
  const seen: unknown[] = []
  const leave = bar.subscribe(({ data }) => seen.push(data))
  await forgetEverything(queries)
  await Promise.resolve()
  expect(queries.getQueryData(['photos'])).toBeUndefined()
  expect(bar.getCurrentResult().data).toBeNull()
  leave()
})
