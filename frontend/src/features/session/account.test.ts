import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import type { AccountOut } from '@/api/generated'
import { accountOptions, forgetEverything } from './account'

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
