import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, render, renderHook, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { DuplicateOut } from '@/api/generated'
import { client } from '@/api/generated/client.gen'
import { Toasts } from '@/components/Toasts'
import { dismissToasts } from '@/components/toasts'
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
afterEach(() => {
  dismissToasts()
  client.setConfig(before)
})

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

it('asks a pair again whose answer was taken back in its toast, and takes it back once', async () => {
  const ask = vi.fn()
  const { result } = renderHook(() => useAnswers(ask), { wrapper: Around })
  render(<Toasts />)
  act(() => result.current.notSame(pair('a')))
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(ask).toHaveBeenCalledExactlyOnceWith('a'))
  expect(result.current.canUndo).toBe(false)
  expect(result.current.given.has('a')).toBe(false)
  act(() => result.current.undo())
  const undone = () => asked.filter((one) => one.startsWith('POST statements/7/undo'))
  await waitFor(() => expect(undone()).toHaveLength(1))
  act(() => result.current.notSame(pair('b')))
  await waitFor(() => expect(asked.some((one) => one.includes('/b'))).toBe(true))
  expect(undone()).toHaveLength(1)
  expect(ask).toHaveBeenCalledOnce()
})
