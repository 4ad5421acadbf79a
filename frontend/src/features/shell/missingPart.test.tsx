import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isMissingPart, nameMissingParts, useNewBuild } from './missingPart'

const reload = vi.fn<() => void>()

function failure(): Error {
  nameMissingParts()
  const payload = new TypeError('Failed to fetch dynamically imported module: /assets/page-12345678.js')
  window.dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload }))
  return payload
}

function Shown({ error }: { error: Error }) {
  const { trying, load } = useNewBuild(error)
  return <button onClick={load}>{trying ? 'trying' : 'try again'}</button>
}

beforeEach(() => {
  sessionStorage.clear()
  reload.mockReset()
  vi.stubGlobal('location', { href: 'http://albumen.test/', reload })
  vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(new Response())))
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const settled = () => act(async () => Promise.resolve())

test('the error is known as ours, and no longer to the router as one to load the page anew for', () => {
  const error = failure()
  expect(isMissingPart(error)).toBe(true)
  expect(error.message).toMatch(/^A part of the client could not be loaded/)
  expect(isMissingPart(new TypeError('Failed to fetch'))).toBe(false)
})

test('the page is loaded anew by itself once, and again when that is wanted', async () => {
  const error = failure()
  render(<Shown error={error} />)
  await settled()
  expect(reload).toHaveBeenCalledTimes(1)
  cleanup()
  render(<Shown error={error} />)
  await settled()
  expect(reload).toHaveBeenCalledTimes(1)
  act(() => screen.getByRole('button', { name: 'try again' }).click())
  await settled()
  expect(reload).toHaveBeenCalledTimes(2)
})

test('it is not loaded anew while the server does not answer', async () => {
  vi.stubGlobal('fetch', vi.fn(() => Promise.reject(new TypeError('Failed to fetch'))))
  render(<Shown error={failure()} />)
  await settled()
  act(() => screen.getByRole('button', { name: 'try again' }).click())
  await settled()
  expect(screen.getByRole('button', { name: 'try again' })).toBeInTheDocument()
  expect(reload).not.toHaveBeenCalled()
})

test('without a network it waits for one', async () => {
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  render(<Shown error={failure()} />)
  await settled()
  expect(fetch).not.toHaveBeenCalled()
  online.mockReturnValue(true)
  act(() => void window.dispatchEvent(new Event('online')))
  await settled()
  expect(reload).toHaveBeenCalledTimes(1)
})
