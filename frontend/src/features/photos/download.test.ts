import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startI18n } from '@/i18n'
import { save } from './download'

const ZIP = '/api/v1/events/E/photos.zip?size=web'
const REFUSED = { status: 409, code: 'nothing_ready', detail: 'Nothing is ready.', advice: 'Wait a moment.' }

/** Addresses that the browser was told to save. */
let saved: string[]
let answers: (() => Response)[]
let asked: string[]

beforeEach(async () => {
  await startI18n('en')
  vi.useFakeTimers()
  saved = []
  asked = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.getAttribute('href') ?? '')
  })
  vi.stubGlobal('fetch', (address: string, { method = 'GET' } = {}) => {
    asked.push(`${method} ${address}`)
    return Promise.resolve((answers.shift() ?? (() => new Response()))())
  })
  answers = []
})
afterEach(() => {
  vi.runAllTimers()
  vi.useRealTimers()
})

it('saves once for two presses, and again for one that comes later', async () => {
  await Promise.all([save(ZIP), save(ZIP)])
  await save(ZIP)
  expect(saved).toEqual([ZIP])
  vi.advanceTimersByTime(2_000)
  await save(ZIP)
  expect(saved).toEqual([ZIP, ZIP])
})

it('saves two that differ', async () => {
  await Promise.all([save(ZIP), save(`${ZIP}&ids=a`)])
  expect(saved).toHaveLength(2)
})

it('saves no refusal, says why, and can be tried again at once', async () => {
  answers = [() => new Response(null, { status: 409 }), () => Response.json(REFUSED, { status: 409 })]
  await expect(save(ZIP)).rejects.toMatchObject({ detail: 'Nothing is ready.' })
  expect(saved).toEqual([])
  await save(ZIP)
  expect(saved).toEqual([ZIP])
})

it('reads no whole file where the server gives it after all', async () => {
  const cancel = vi.fn()
  answers = [() => new Response(null, { status: 503 }), () => new Response(new ReadableStream({ cancel }))]
  await save(ZIP)
  expect(cancel).toHaveBeenCalledOnce()
  expect(saved).toEqual([ZIP])
})
