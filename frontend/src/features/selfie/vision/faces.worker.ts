import weights from './yunet.bin?url'
import { type Found, YuNet } from './yunet'

export interface Question {
  pixels: Uint8ClampedArray<ArrayBuffer>
  columns: number
  rows: number
}

export type Answer = { faces: Found[] } | { failed: true }

const network = fetch(weights).then(async (answer) => {
  if (!answer.ok) throw new Error(`${answer.status}`)
  return new YuNet(await answer.arrayBuffer())
})
network.catch(() => undefined)

self.onmessage = ({ data }: MessageEvent<Question>) => {
  network.then(
    (net) => self.postMessage({ faces: net.detect(data.pixels, data.columns, data.rows) } satisfies Answer),
    () => self.postMessage({ failed: true } satisfies Answer),
  )
}
