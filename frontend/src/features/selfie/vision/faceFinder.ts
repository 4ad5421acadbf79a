import type { Answer, Question } from './faces.worker'
import { ALIGNMENT, type Found } from './yunet'

/** Longest side at which pictures are looked at, pixels: enough for a face that fills a tenth of it. */
const LOOKED_AT = 160

export interface FaceFinder {
  /**
   * Faces in a picture, in its own pixels, the surest first; one question at a time.
   *
   * @throws Error the network could not be loaded.
   */
  find: (picture: CanvasImageSource, width: number, height: number) => Promise<Found[]>
  close: () => void
}

/** Looks for faces beside the page, in a worker; pictures never leave the browser. */
export function openFaceFinder(): FaceFinder {
  const worker = new Worker(new URL('./faces.worker.ts', import.meta.url), { type: 'module' })
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return {
    async find(picture, width, height) {
      if (!context) throw new Error('no canvas')
      const scale = LOOKED_AT / Math.max(width, height)
      canvas.width = aligned(width * scale)
      canvas.height = aligned(height * scale)
      context.drawImage(picture, 0, 0, width * scale, height * scale)
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
      const faces = await ask(worker, { pixels: data, columns: canvas.width, rows: canvas.height })
      return faces.map((face) => enlarged(face, 1 / scale))
    },
    close: () => worker.terminate(),
  }
}

function aligned(side: number): number {
  return Math.max(1, Math.ceil(side / ALIGNMENT)) * ALIGNMENT
}

function ask(worker: Worker, question: Question): Promise<Found[]> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) =>
      'faces' in data ? resolve(data.faces) : reject(new Error('the detector could not be loaded'))
    worker.onerror = () => reject(new Error('the detector could not be started'))
    worker.postMessage(question, [question.pixels.buffer])
  })
}

function enlarged(face: Found, by: number): Found {
  return {
    left: face.left * by,
    top: face.top * by,
    width: face.width * by,
    height: face.height * by,
    points: face.points.map(([x, y]): [number, number] => [x * by, y * by]),
    score: face.score,
  }
}
