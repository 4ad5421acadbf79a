import type { DigestAsked, DigestGiven } from './digest.worker'

const WORKERS = 2

/** Larger files would have to be in memory as a whole; the server knows their duplicates when they have arrived. */
const MOST_BYTES = 200_000_000

/** Whether files can be looked at before they are sent: browsers compute digests on secure pages only. */
export function canDigest(file: File): boolean {
  return typeof Worker !== 'undefined' && typeof crypto !== 'undefined' && 'subtle' in crypto && file.size <= MOST_BYTES
}

/** SHA-256 of files, computed by workers; they start with the first file and stay. */
export class Digests {
  #workers: Worker[] = []
  #waiting = new Map<number, (digest: string | null) => void>()
  #last = 0

  /** How many are under way. */
  get busy(): number {
    return this.#waiting.size
  }

  /** Hexadecimal digest; null when the file cannot be read. */
  of(file: File): Promise<string | null> {
    const id = ++this.#last
    const worker = this.#worker(id)
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      worker.postMessage({ id, file } satisfies DigestAsked)
    })
  }

  stop(): void {
    this.#workers.forEach((worker) => worker.terminate())
    this.#workers = []
    this.#waiting.forEach((tell) => tell(null))
    this.#waiting.clear()
  }

  #worker(id: number): Worker {
    const slot = id % WORKERS
    const known = this.#workers[slot]
    if (known) return known
    const made = new Worker(new URL('./digest.worker.ts', import.meta.url), { type: 'module' })
    made.addEventListener('message', (event: MessageEvent<DigestGiven>) => this.#tell(event.data.id, event.data.digest))
    made.addEventListener('error', () => this.stop()) // without digests files are sent all the same
    this.#workers[slot] = made
    return made
  }

  #tell(id: number, digest: string | null): void {
    this.#waiting.get(id)?.(digest)
    this.#waiting.delete(id)
  }
}
