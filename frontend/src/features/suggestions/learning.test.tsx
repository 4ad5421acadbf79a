import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import type { AskedPersonOut, ClassifierOut } from '@/api/generated'
import { client } from '@/api/generated/client.gen'
import { loadDesk, startI18n } from '@/i18n'
import german from '@/locales/de/problems.json'
import { ClassifierState } from './ClassifierState'
import { placeIn } from './place'

const ASKED: ClassifierOut = {
  state: 'training',
  trained_at: null,
  people: 0,
  faces: 0,
  known: 0,
  found: 0,
  mistaken: 0,
  strangers: 0,
  taken: 0,
  done: 0,
  total: 0,
  begins_at: '2026-11-21T12:01:00Z',
  error_code: '',
  error: '',
}

async function shown(classifier: ClassifierOut, language: 'en' | 'de') {
  await startI18n(language)
  await loadDesk()
  const page = (one: ClassifierOut) => (
    <QueryClientProvider client={new QueryClient()}>
      <ClassifierState libraryId="0190" classifier={one} />
    </QueryClientProvider>
  )
  const { rerender } = render(page(classifier))
  return (one: ClassifierOut) => rerender(page(one))
}

describe('where learning failed', () => {
  const failed = { ...ASKED, state: 'failed', begins_at: null, error_code: 'pack_unfitted', error: 'No pack of these photos can tell people apart.' } as const

  it.each([
    ['en', failed.error],
    ['de', german.codes.pack_unfitted.detail],
  ] as const)('it is said why in the reader’s language (%s)', async (language, sentence) => {
    await shown(failed, language)
    expect(screen.getByText(sentence)).toBeVisible()
  })
})

describe('after a name was given', () => {
  it.each([
    ['en', /begins within a minute/, 'Begin now'],
    ['de', /beginnt in höchstens einer Minute/, 'Jetzt beginnen'],
  ] as const)('it is told that learning begins, begun at once for who does not want to wait, and then how far it is (%s)', async (language, words, now) => {
    const fetched = vi.fn<(request: Request) => Promise<Response>>(() => Promise.resolve(Response.json({ ...ASKED, begins_at: null })))
    client.setConfig({ baseUrl: 'http://albumen.test', fetch: fetched as typeof fetch })
    const show = await shown(ASKED, language)
    expect(screen.getByRole('status')).toHaveTextContent(words)
    expect(screen.queryByRole('progressbar')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: now }))
    await vi.waitFor(() => {
      const sent = fetched.mock.calls.map(([{ method, url }]) => `${method} ${new URL(url).pathname}`)
      expect(sent).toContain('POST /api/v1/libraries/0190/classifier/train')
    })
    show({ ...ASKED, begins_at: null, done: 3, total: 12 })
    expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25')
    expect(screen.getByRole('status')).toBeEmptyDOMElement()
  })
})

describe('when another list comes after learning', () => {
  const people = (...ids: string[]) => ids.map((id) => ({ person: { id } }) as AskedPersonOut)

  it('one is still with the same person, else where one was', () => {
    expect(placeIn(people('a', 'b', 'c'), { at: 1, id: 'b' })).toBe(1)
    expect(placeIn(people('d', 'a', 'b'), { at: 1, id: 'b' })).toBe(2)
    expect(placeIn(people('d', 'a', 'c'), { at: 1, id: 'b' })).toBe(1)
    expect(placeIn(people('d'), { at: 1, id: 'b' })).toBe(0)
    expect(placeIn([], { at: 1, id: 'b' })).toBe(0)
  })
})
