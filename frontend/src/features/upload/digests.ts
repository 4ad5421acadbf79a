import type { DigestAsked, DigestGiven } from './digest.worker'

const WORKERS = 2

/** Larger files would have to be in memory as a whole; the server knows their duplicates when they have arrived. */
const MOST_BYTES = 200_000_000

/** Whether files can be looked at before they are sent: browsers compute digests on secure pages only. */
export function canDigest(file: File): boolean {
  return typeof Worker !== 'undefined' && typeof crypto !== 'undefined' && 'subtle' in crypto && file.size <= MOST_BYTES
}

interface Asked {
  id: number
  file: File
  tell: (digest: string | null) => void
}

/** SHA-256 of files, computed by workers; they start with the first file and stay. Each has one file in memory at a time. */
export class Digests {
  #workers = new Map<Worker, Asked | undefined>()
  #waiting: Asked[] = []
  #last = 0

  /** Hexadecimal digest; null when the file cannot be read. */
  of(file: File): Promise<string | null> {
    return new Promise((tell) => {
      this.#waiting.push({ id: ++this.#last, file, tell })
      this.#next()
    })
  }

  stop(): void {
    const left = [...this.#workers.values(), ...this.#waiting]
    for (const worker of this.#workers.keys()) worker.terminate()
    this.#workers.clear()
    this.#waiting = []
    for (const asked of left) asked?.tell(null)
  }

  #next(): void {
    if (this.#waiting.length === 0) return
    const idle = [...this.#workers].find(([, asked]) => !asked)?.[0]
    const worker = idle ?? (this.#workers.size < WORKERS ? this.#start() : undefined)
    const asked = worker && this.#waiting.shift()
    if (!asked) return
    this.#workers.set(worker, asked)
    worker.postMessage({ id: asked.id, file: asked.file } satisfies DigestAsked)
  }

  #start(): Worker {
    const made = new Worker(new URL('./digest.worker.ts', import.meta.url), { type: 'module' })
    made.addEventListener('message', ({ data }: MessageEvent<DigestGiven>) => {
      const asked = this.#workers.get(made)
      if (asked?.id !== data.id) return
      this.#workers.set(made, undefined)
      this.#next()
      asked.tell(data.digest)
    })
    made.addEventListener('error', () => this.stop()) // without digests files are sent all the same
    return made
  }
}
