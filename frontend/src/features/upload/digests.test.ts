import { beforeEach, expect, it, vi } from 'vitest'
import type { DigestAsked } from './digest.worker'
import { Digests } from './digests'

/** What the browser runs workers with: here each answers when the test says so. */
class Thread extends EventTarget {
  static all: Thread[] = []
  asked: DigestAsked[] = []
  ended = false
  constructor() {
    super()
    Thread.all.push(this)
  }
  postMessage(message: DigestAsked): void {
    this.asked.push(message)
  }
  terminate(): void {
    this.ended = true
  }
  answer(): void {
    const done = this.asked.shift()
    this.dispatchEvent(new MessageEvent('message', { data: { id: done?.id, digest: `of ${done?.file.name}` } }))
  }
}

const file = (at: number) => new File(['x'], `${at}.jpg`)

beforeEach(() => {
  Thread.all = []
  vi.stubGlobal('Worker', Thread)
})

it('has no more than one file in each of two workers, and answers for all', async () => {
  const digests = new Digests()
  const found = Promise.all([1, 2, 3, 4, 5].map((at) => digests.of(file(at))))
  for (let left = 5; left > 0; left--) {
    expect(Thread.all).toHaveLength(2)
    expect(Thread.all.map((one) => one.asked.length).reduce((sum, count) => sum + count)).toBe(Math.min(left, 2))
    expect(Math.max(...Thread.all.map((one) => one.asked.length))).toBe(1)
    Thread.all.find((one) => one.asked.length)?.answer()
  }
  expect(await found).toEqual([1, 2, 3, 4, 5].map((at) => `of ${at}.jpg`))
})

it('says that nothing is known of any file when the workers cannot run, and starts others for the next', async () => {
  const digests = new Digests()
  const found = Promise.all([1, 2, 3].map((at) => digests.of(file(at))))
  Thread.all[0]?.dispatchEvent(new Event('error'))
  expect(await found).toEqual([null, null, null])
  expect(Thread.all.every((one) => one.ended)).toBe(true)
  const next = digests.of(file(4))
  Thread.all.at(-1)?.answer()
  expect(await next).toBe('of 4.jpg')
})
