import { afterEach, expect, it, vi } from 'vitest'
import { QueryClient } from '@tanstack/react-query'
import type { EventOut } from '@/api/generated'
import { client } from '@/api/generated/client.gen'
import { byDay, eventsAround } from './events'

const own = client.getConfig().fetch
afterEach(() => client.setConfig({ baseUrl: '', fetch: own }))

function event(name: string, starts_at: string, ends_at: string, timezone = 'Europe/Berlin'): EventOut {
  return { name, starts_at, ends_at, timezone } as EventOut
}

it('asks for what goes on in a month, however long ago it began, page by page', async () => {
  const asked: URLSearchParams[] = []
  const fetch = vi.fn((request: Request) => {
    const { searchParams } = new URL(request.url)
    asked.push(searchParams)
    return Promise.resolve(Response.json({ items: [{ name: `${asked.length}` }], next: asked.length === 1 ? 'more' : null }))
  })
  client.setConfig({ baseUrl: 'http://localhost', fetch: fetch as typeof globalThis.fetch })
  const found = await new QueryClient().fetchQuery(eventsAround('2026-11'))
  expect(found.map((one) => one.name)).toEqual(['1', '2'])
  expect(asked[0]?.get('ends_after')).toBe('2026-10-24T00:00:00Z')
  expect(asked[0]?.get('starts_before')).toBe('2026-12-10T00:00:00Z')
  expect(asked[0]?.has('starts_from')).toBe(false)
  expect(asked[1]?.get('cursor')).toBe('more')
})

it('puts an event of years on every day of the month that is shown, and on no other', () => {
  const days = byDay([event('exhibition', '2024-01-01T09:00:00Z', '2029-01-01T18:00:00Z')], '2026-11')
  expect(days.get('2026-11-01')).toHaveLength(1)
  expect(days.get('2026-11-30')).toHaveLength(1)
  expect(days.has('2026-10-01')).toBe(false)
  expect(days.size).toBeLessThan(50)
})

it('leaves out the day that begins when an event ends', () => {
  const days = byDay([event('dance', '2026-11-20T19:00:00Z', '2026-11-20T23:00:00Z')], '2026-11')
  expect([...days.keys()]).toEqual(['2026-11-20'])
})
