import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { DuplicateOut } from '@/api/generated'
import { client } from '@/api/generated/client.gen'
import { loadDesk, startI18n } from '@/i18n'
import { useAnswers } from './useAnswers'

const before = client.getConfig()
let asked: string[]

beforeAll(async () => {
  await startI18n('en')
  await loadDesk()
})
beforeEach(() => {
  asked = []
  client.setConfig({
    baseUrl: 'http://localhost',
    fetch: async (request) => {
      const { url, method } = request as Request
      const said = await (request as Request).text()
      asked.push([method, new URL(url).pathname.split('/').slice(3).join('/'), said].join(' ').trim())
      if (said.includes('skip')) return Response.json({ status: 503, code: 'busy', detail: 'Busy.', advice: '' }, { status: 503 })
      return Response.json({ statement: { id: 7 }, person: null })
    },
  })
})
afterEach(() => client.setConfig(before))

const pair = (id: string) => ({ id, one: { id: `${id}1`, name: 'Bo' }, other: { id: `${id}2`, name: 'Cy' } }) as unknown as DuplicateOut
const queries = new QueryClient()
const Around = ({ children }: { children: ReactNode }) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>

it('sends what is answered after a pair that could not be put off', async () => {
  const ask = vi.fn()
  const { result } = renderHook(() => useAnswers(ask), { wrapper: Around })
  act(() => result.current.skip(pair('a')))
  act(() => result.current.notSame(pair('b')))
  await waitFor(() => expect(asked.some((one) => one.includes('/b') && one.includes('not_same'))).toBe(true))
  expect(ask).not.toHaveBeenCalled()
})
