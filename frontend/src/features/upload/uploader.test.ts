import { beforeEach, expect, it, vi } from 'vitest'
import { Uploader, type UploadsSeen } from './uploader'

/** Workers that are never done: nothing is sent. */
class Busy extends EventTarget {
  postMessage(): void {}
  terminate(): void {}
}

beforeEach(() => vi.stubGlobal('Worker', Busy))

/** A picture on a disk that takes its time to say how large it is. */
function slow(name: string): File {
  const file = new File(['x'], name, { type: 'image/jpeg', lastModified: 1 })
  const size = file.size
  Object.defineProperty(file, 'size', {
    get: () => {
      const until = performance.now() + 2
      while (performance.now() < until);
      return size
    },
  })
  return file
}
const FILES = Array.from({ length: 20 }, (_, at) => slow(`${at}.jpg`))

const shown = (uploader: Uploader) => new Promise<UploadsSeen>((resolve) => {
  const stop = uploader.watch(() => {
    stop()
    resolve(uploader.seen())
  })
})

it('takes pictures once, in their order, and tells what it left out', async () => {
  const uploader = new Uploader()
  const seen = shown(uploader)
  expect(await uploader.add('e', [...FILES.slice(0, 3), new File(['x'], 'a.txt')])).toEqual({ added: 3, twice: 0, others: 1 })
  expect(await uploader.add('e', FILES.slice(0, 4))).toEqual({ added: 1, twice: 3, others: 0 })
  expect((await seen).items.map((one) => one.name)).toEqual(['0.jpg', '1.jpg', '2.jpg', '3.jpg'])
  uploader.stop()
})

it('takes none of what is still being looked at once somebody else uses the browser', async () => {
  const uploader = new Uploader()
  const seen = shown(uploader)
  const adding = uploader.add('e', FILES)
  await new Promise((go) => setTimeout(go))
  uploader.stop()
  expect((await adding).added).toBeLessThan(FILES.length)
  expect((await seen).items).toEqual([])
})
