import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { PersonOut } from '@/api/generated'
import { client } from '@/api/generated/client.gen'
import { loadDesk, startI18n } from '@/i18n'
import { SplitDialog } from './SplitDialog'

const before = client.getConfig()
const BO = { id: 'bo', library: 'L', name: 'Bo', photo_count: 4 } as PersonOut

/** Has the server say that nobody is called so. */
let answer: (() => Response)[]

beforeAll(async () => {
  await startI18n('en')
  await loadDesk()
})
beforeEach(() => {
  // jsdom has no modal dialogs.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
  answer = []
  client.setConfig({
    baseUrl: 'http://localhost',
    fetch: () => new Promise<Response>((resolve) => answer.push(() => {
      const response = Response.json({ items: [], next: null })
      resolve(response)
      return response
    })),
  })
})
afterEach(() => client.setConfig(before))

const input = () => screen.getByLabelText<HTMLInputElement>(/name/i, { selector: 'input' })

function show() {
  const made = vi.fn()
  const close = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SplitDialog open person={BO} count={2} onClose={close} onNew={made} onSame={() => undefined} />
    </QueryClientProvider>,
  )
  fireEvent.change(input(), { target: { value: 'Cy' } })
  return { made, close, field: input() }
}

/** Whatever was asked is answered, and what follows is done. */
const settled = () => act(async () => {
  await vi.waitUntil(() => answer.length > 0)
  const given = answer.map((give) => give())
  await vi.waitUntil(() => given.every((response) => response.bodyUsed))
})

it('makes one person of two presses', async () => {
  const { made, field } = show()
  fireEvent.keyDown(field, { key: 'Enter' })
  fireEvent.keyDown(field, { key: 'Enter' })
  await settled()
  expect(made).toHaveBeenCalledExactlyOnceWith('Cy')
})

it('makes nobody once it was given up', async () => {
  const { made, close, field } = show()
  fireEvent.keyDown(field, { key: 'Enter' })
  fireEvent.click(screen.getByText('Cancel'))
  expect(close).toHaveBeenCalledOnce()
  await settled()
  expect(made).not.toHaveBeenCalled()
})
