import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { client } from '@/api/generated/client.gen'
import { useToasts } from '@/components/toasts'
import { loadDesk, startI18n } from '@/i18n'
import { PersonPicker } from './PersonPicker'

const person = (id: string, name: string) => ({ id, name, photo_count: 3, cover: null })
const BO = person('bo', 'Bo')
const BOB = person('bob', 'Bob')

/** What the server finds for some letters, or when it answers. */
let answers: Record<string, object[] | Promise<object[]>>
const before = client.getConfig()

beforeAll(async () => {
  await startI18n('en')
  await loadDesk()
})
beforeEach(() => {
  answers = {}
  client.setConfig({
    baseUrl: 'http://localhost',
    fetch: async (request) => {
      const found = await answers[new URL((request as Request).url).searchParams.get('search') ?? '']
      if (!found) return Response.json({ status: 500, code: 'failed', detail: 'It broke.', advice: '' }, { status: 500 })
      return Response.json({ items: found, next: null })
    },
  })
})
afterEach(() => client.setConfig(before))

function Said() {
  return <div data-testid="said">{useToasts().map((one) => one.text).join()}</div>
}

function show() {
  const chose = vi.fn<(name: string) => void>()
  const made = vi.fn<(name: string) => void>()
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <PersonPicker
        libraryId="L"
        label="Who?"
        fresh={[{ id: 'new', text: (name) => `New: ${name}`, choose: made }]}
        onChoose={(one) => chose(one.name)}
        onCancel={() => undefined}
      />
      <Said />
    </QueryClientProvider>,
  )
  return { user: userEvent.setup(), field: screen.getByLabelText('Who?', { selector: 'input' }), chose, made }
}

it('takes who is called so, for the letters that are there', async () => {
  answers = { '': [], b: [BOB], bo: [BO, BOB] }
  const { user, field, chose } = show()
  await user.type(field, 'bo{Enter}')
  await waitFor(() => expect(chose).toHaveBeenCalledExactlyOnceWith('Bo'))
})

it('makes nobody new while the people cannot be asked about', async () => {
  answers = { '': [] }
  const { user, field, made } = show()
  await user.type(field, 'bo{Enter}')
  await waitFor(() => expect(screen.getByTestId('said')).toHaveTextContent('It broke.'))
  expect(made).not.toHaveBeenCalled()
})

it('takes nobody else for somebody whom the letters do not find any more', async () => {
  let late: (found: object[]) => void = () => undefined
  answers = { '': [], b: [BO, BOB], bo: new Promise<object[]>((resolve) => (late = resolve)) }
  const { user, field, chose, made } = show()
  await user.type(field, 'b')
  await screen.findByRole('option', { name: /Bob/ })
  await user.type(field, 'o{ArrowDown}')
  expect(screen.getByRole('option', { name: /Bob/ })).toHaveAttribute('aria-selected', 'true')
  await user.keyboard('{Enter}')
  late([BO])
  await waitFor(() => expect(screen.queryByRole('option', { name: /Bob/ })).toBeNull())
  await user.keyboard('{Enter}')
  await waitFor(() => expect(chose).toHaveBeenCalledExactlyOnceWith('Bo'))
  expect(made).not.toHaveBeenCalled()
})

it('takes one for two presses of Enter', async () => {
  let late: (found: object[]) => void = () => undefined
  answers = { '': [], b: [BO], bo: new Promise<object[]>((resolve) => (late = resolve)) }
  const { user, field, chose } = show()
  await user.type(field, 'bo{Enter}{Enter}')
  late([BO])
  await waitFor(() => expect(chose).toHaveBeenCalled())
  expect(chose).toHaveBeenCalledOnce()
})
