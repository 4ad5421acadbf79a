const WINDOW_MS = 12_000

/** How fast bytes go: over the last seconds, as a longer mean tells of a network that is gone. */
export class Pace {
  #samples: { at: number; bytes: number }[] = []
  #total = 0

  add(bytes: number, now: number): void {
    this.#total += bytes
    this.#samples.push({ at: now, bytes: this.#total })
    this.#forget(now)
  }

  /** Bytes a second; undefined until it can be said. */
  rate(now: number): number | undefined {
    this.#forget(now)
    const [first] = this.#samples
    if (!first || now - first.at < 800) return undefined
    return ((this.#total - first.bytes) / (now - first.at)) * 1000
  }

  reset(): void {
    this.#samples = []
    this.#total = 0
  }

  #forget(now: number): void {
    while (this.#samples.length > 1 && now - (this.#samples[0]?.at ?? now) > WINDOW_MS) this.#samples.shift()
  }
}
