import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { client } from '@/api/generated/client.gen'
import { loadDesk, startI18n } from '@/i18n'
import { LibraryProgress } from './LibraryProgress'

const READY = 'All photos are ready'
const before = client.getConfig()

beforeAll(async () => {
  await startI18n('en')
  await loadDesk()
})
afterEach(() => client.setConfig(before))

/** A library of 1,200 photos, of which the list on the first page are ready. */
function shown(waiting_count: number) {
  const library = { id: 'L', photo_count: 1200, face_count: 10, waiting_count }
  const first = Array.from({ length: 120 }, (_, at) => ({ id: `P${at}`, hosting: { state: 'ready' } }))
  client.setConfig({
    baseUrl: 'http://localhost',
    fetch: (request) => {
      const { pathname } = new URL((request as Request).url)
      if (pathname.endsWith('/counts')) return Promise.resolve(Response.json({ named: 0, unnamed: 0, hidden: 0, faces: 0 }))
      return Promise.resolve(Response.json(pathname.endsWith('/photos') ? { items: first, next: 'more' } : library))
    },
  })
  const rootRoute = createRootRoute({ component: () => <LibraryProgress libraryId="L" busy={false} /> })
  const router = createRouter({ routeTree: rootRoute, history: createMemoryHistory() })
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  )
}

it('is not done while photos wait that no page of the list has come to', async () => {
  shown(900)
  expect(await screen.findByRole('progressbar', { name: '300 of 1200 photos looked at' })).toHaveAttribute('aria-valuenow', '25')
  expect(screen.queryByText(READY)).toBeNull()
})

it('is done when nothing waits', async () => {
  shown(0)
  expect(await screen.findByText(READY)).toBeVisible()
  expect(screen.queryByRole('progressbar')).toBeNull()
})
