import { listKnownLibraryPhotos, listKnownPhotos } from '@/api/generated'
import { asProblem, type KnownProblem, statusOf } from '@/api/problems'
import { picturesAmong } from './collect'
import { canDigest, Digests } from './digests'
import { Pace } from './pace'
import { libraryOf } from './place'
import { inTurns } from './turns'
import { fileKey, isActive, judge, nextToLook, nextToSend, type Phase, type Totals, totalsOf, type UploadItem } from './queue'
import { PARALLEL, type Refusal, Transfer } from './transfer'
import { readUnfinished, type Unfinished, writeUnfinished } from './unfinished'

/** What watchers see: made anew a few times a second, never for each byte. */
export interface UploadsSeen {
  items: readonly UploadItem[]
  totals: Totals
  /** Bytes a second, undefined while it is not known. */
  rate: number | undefined
  /** The server is not reached; it goes on by itself. */
  lost: boolean
  /** Why everything of an event was stopped, by event. */
  stopped: ReadonlyMap<string, KnownProblem>
}

export interface Added {
  added: number
  /** They were in the list already. */
  twice: number
  /** They were no pictures. */
  others: number
}

const SEEN_EVERY_MS = 250
const KEPT_EVERY_MS = 1500
/** So many files are looked at ahead of those being sent. */
const DIGESTS_AHEAD = 100
/** The workers have so much to do that none waits for it. */
const GO_AFTER_MS = 30
const ASK_AT_MOST = 100
const ASK_AFTER_MS = 200
const WAITS_MS = [2_000, 5_000, 10_000, 20_000, 30_000]
const RESTING: ReadonlySet<Phase> = new Set(['done', 'known'])

/**
 * All uploads of this tab, whichever page shows them. Files are looked at by workers (SHA-256), the server is asked which
 * it has, the others are sent a few at a time. Nothing here knows React.
 */
export class Uploader {
  #items = new Map<string, UploadItem>()
  #files = new Map<string, File>()
  #transfers = new Map<string, Transfer>()
  #digests = new Digests()
  #toAsk: UploadItem[] = []
  #askClock: ReturnType<typeof setTimeout> | undefined
  #pace = new Pace()
  #attempt = 0
  /** Rises when somebody else begins to use this browser. */
  #visit = 0
  #waitClock: ReturnType<typeof setTimeout> | undefined
  #lost = false
  #stopped = new Map<string, KnownProblem>()
  #handles = new Map<string, FileSystemHandle[]>()
  #before = new Map<string, Unfinished>()
  #watchers = new Set<() => void>()
  #seenClock: ReturnType<typeof setTimeout> | undefined
  #keepClock: ReturnType<typeof setTimeout> | undefined
  #goClock: ReturnType<typeof setTimeout> | undefined
  #seen: UploadsSeen = { items: [], totals: totalsOf([]), rate: undefined, lost: false, stopped: new Map() }

  constructor() {
    window.addEventListener('online', () => this.#tryAgain())
    window.addEventListener('offline', () => this.#show())
    window.addEventListener('beforeunload', (event) => {
      if (isActive(totalsOf(this.#items.values()))) event.preventDefault()
    })
  }

  watch = (tell: () => void): (() => void) => {
    this.#watchers.add(tell)
    return () => this.#watchers.delete(tell)
  }

  seen = (): UploadsSeen => this.#seen

  /**
   * Takes files into the queue of an event; what is no picture, or there already, is left out. Each file costs a question
   * to its disk, which may be slow: the page answers in between.
   */
  async add(eventId: string, all: readonly File[], handles: FileSystemHandle[] = []): Promise<Added> {
    const { files, others } = picturesAmong(all)
    if (handles.length) this.#handles.set(eventId, [...(this.#handles.get(eventId) ?? []), ...handles])
    this.#stopped.delete(eventId)
    const visit = this.#visit
    let [added, twice] = [0, 0]
    for await (const file of inTurns(files)) {
      if (visit !== this.#visit) break
      const key = fileKey(eventId, file)
      const known = this.#items.get(key)
      if (known && known.phase !== 'failed') {
        twice += 1
        continue
      }
      this.#items.delete(key)
      this.#files.set(key, file)
      const checked = !canDigest(file)
      this.#items.set(key, {
        key, eventId, name: file.name, size: file.size, phase: 'waiting', sent: 0, checked, digest: checked ? null : undefined,
      })
      added += 1
      this.#goSoon()
    }
    this.#go()
    return { added, twice, others }
  }

  pause(keys: Iterable<string>): void {
    for (const key of keys) {
      const item = this.#items.get(key)
      if (item?.phase !== 'waiting' && item?.phase !== 'sending') continue
      if (item.phase === 'sending') this.#transfers.get(item.eventId)?.pause(key)
      this.#change(key, { phase: 'paused' })
    }
    this.#go()
  }

  /** Goes on with paused files, and tries failed ones again. */
  resume(keys: Iterable<string>): void {
    for (const key of keys) {
      const item = this.#items.get(key)
      if (item?.phase !== 'paused' && item?.phase !== 'failed') continue
      this.#stopped.delete(item.eventId)
      this.#change(key, { phase: 'waiting', problem: undefined })
    }
    this.#tryAgain()
  }

  /** Takes files out of the list; what the server had of unfinished ones is given up. */
  remove(keys: Iterable<string>): void {
    for (const key of keys) {
      const item = this.#items.get(key)
      if (!item) continue
      this.#transfers.get(item.eventId)?.cancel(key)
      this.#items.delete(key)
      this.#files.delete(key)
    }
    this.#go()
  }

  /** Somebody else uses this browser now: nothing more is sent, and what was to be sent is forgotten. */
  stop(): void {
    this.#visit += 1
    this.remove([...this.#items.keys()])
    this.#digests.stop()
  }

  /** What an earlier visit left unfinished in an event, and is not in the list again. */
  async unfinished(eventId: string): Promise<Unfinished | undefined> {
    if (!this.#before.has(eventId)) {
      const found = await readUnfinished(eventId)
      if (found && !this.#before.has(eventId)) this.#before.set(eventId, found)
    }
    return this.leftFromBefore(eventId)
  }

  leftFromBefore(eventId: string): Unfinished | undefined {
    const before = this.#before.get(eventId)
    if (!before) return undefined
    const files = before.files.filter((file) => !this.#items.has(file.key))
    return files.length ? { ...before, files } : undefined
  }

  forgetBefore(eventId: string): void {
    this.#before.delete(eventId)
    this.#keep()
    this.#show()
  }

  /** Digests come by the dozen: what follows from them is done once for all that came. */
  #goSoon(): void {
    this.#goClock ??= setTimeout(() => this.#go(), GO_AFTER_MS)
  }

  #go(): void {
    clearTimeout(this.#goClock)
    this.#goClock = undefined
    this.#look()
    this.#send()
    this.#show()
    this.#keep()
  }

  /** Has workers look at the files whose turn comes next. */
  #look(): void {
    for (const item of nextToLook(this.#items.values(), DIGESTS_AHEAD)) {
      const file = this.#files.get(item.key)
      if (!file) continue
      item.digest = '' // being computed
      void this.#digests.of(file).then((digest) => {
        this.#change(item.key, { digest })
        const now = this.#items.get(item.key)
        if (!now) return
        if (digest === null) this.#change(item.key, { checked: true })
        else this.#toAsk.push(now)
        this.#askSoon()
        this.#goSoon()
      })
    }
  }

  #askSoon(): void {
    const idle = this.#places() > 0 && nextToSend(this.#items.values(), 1).length === 0
    if (this.#toAsk.length >= ASK_AT_MOST || (idle && this.#toAsk.length >= PARALLEL)) void this.#ask()
    else this.#askClock ??= setTimeout(() => void this.#ask(), ASK_AFTER_MS)
  }

  /** Asks which of the files that were looked at an event has already. When nobody answers, they are sent. */
  async #ask(): Promise<void> {
    clearTimeout(this.#askClock)
    this.#askClock = undefined
    const [first] = this.#toAsk
    if (!first) return
    const some = this.#toAsk.filter((item) => item.eventId === first.eventId).slice(0, ASK_AT_MOST)
    this.#toAsk = this.#toAsk.filter((item) => !some.includes(item))
    if (this.#toAsk.length) this.#askSoon()
    const known = new Map<string, string>()
    try {
      const body = { sha256: some.map((item) => item.digest ?? '').filter(Boolean) }
      const library = libraryOf(first.eventId)
      const { data } = library
        ? await listKnownLibraryPhotos({ path: { library_id: library }, body, throwOnError: true })
        : await listKnownPhotos({ path: { event: first.eventId }, body, throwOnError: true })
      for (const one of data.known) known.set(one.sha256, one.photo)
    } catch (error) {
      if (judge(statusOf(error), asProblem(error).code) === 'stop') this.#stopEvent(first.eventId, asProblem(error))
    }
    for (const { key, digest } of some) {
      const photo = digest ? known.get(digest) : undefined
      const now = this.#items.get(key)
      if (!now) continue
      if (photo !== undefined && now.phase === 'waiting') this.#change(key, { phase: 'known', photo, checked: true })
      else this.#change(key, { checked: true })
    }
    this.#go()
  }

  #places(): number {
    let sending = 0
    for (const item of this.#items.values()) if (item.phase === 'sending') sending += 1
    return PARALLEL - sending
  }

  #send(): void {
    if (this.#lost) return
    for (const item of nextToSend(this.#items.values(), this.#places())) {
      const file = this.#files.get(item.key)
      if (!file) continue
      this.#change(item.key, { phase: 'sending' })
      this.#transfer(item.eventId).send(item.key, item.eventId, file, item.digest ?? null)
    }
  }

  #transfer(eventId: string): Transfer {
    const known = this.#transfers.get(eventId)
    if (known) return known
    const made = new Transfer(eventId, {
      onProgress: (key, sent) => this.#progress(key, sent),
      onDone: (key, result, photo) => {
        this.#progress(key, this.#items.get(key)?.size ?? 0)
        this.#change(key, { phase: result === 'duplicate' ? 'known' : 'done', photo })
        this.#files.delete(key)
        this.#attempt = 0
        this.#go()
      },
      onFailed: (key, refusal) => this.#failed(key, refusal),
    })
    this.#transfers.set(eventId, made)
    return made
  }

  #progress(key: string, sent: number): void {
    const item = this.#items.get(key)
    if (!item) return
    // What the server had from an earlier visit is no speed.
    if (sent > item.sent && (item.sent > 0 || sent < item.size)) this.#pace.add(sent - item.sent, performance.now())
    this.#change(key, { sent })
    this.#show()
  }

  #failed(key: string, { status, body }: Refusal): void {
    const item = this.#items.get(key)
    if (!item) return
    const problem = asProblem(status === 0 ? new TypeError('not reached') : body)
    const verdict = judge(status, problem.code)
    if (item.phase === 'paused' || verdict === 'again') {
      if (item.phase === 'sending') this.#change(key, { phase: 'waiting' })
      this.#wait(status)
    } else if (verdict === 'stop') {
      this.#change(key, { phase: 'waiting' })
      this.#stopEvent(item.eventId, problem)
    } else {
      this.#change(key, { phase: 'failed', problem })
    }
    this.#go()
  }

  #stopEvent(eventId: string, problem: KnownProblem): void {
    this.#stopped.set(eventId, problem)
    const keys = [...this.#items.values()].filter((item) => item.eventId === eventId).map((item) => item.key)
    this.pause(keys)
  }

  /** Nothing is sent for a while: the server was not reached, or asked to be left alone. */
  #wait(status: number): void {
    this.#lost = true
    if (status === 0) this.#pace.reset()
    if (this.#waitClock !== undefined) return
    const ms = WAITS_MS[Math.min(this.#attempt, WAITS_MS.length - 1)]
    this.#attempt += 1
    this.#waitClock = setTimeout(() => this.#tryAgain(), ms)
  }

  #tryAgain(): void {
    clearTimeout(this.#waitClock)
    this.#waitClock = undefined
    this.#lost = false
    this.#go()
  }

  #change(key: string, change: Partial<UploadItem>): void {
    const item = this.#items.get(key)
    if (item) this.#items.set(key, { ...item, ...change })
  }

  #show(): void {
    if (this.#seenClock !== undefined) return
    this.#seenClock = setTimeout(() => {
      this.#seenClock = undefined
      const items = [...this.#items.values()]
      this.#seen = {
        items,
        totals: totalsOf(items),
        rate: this.#pace.rate(performance.now()),
        lost: this.#lost || !navigator.onLine, // then Uppy waits by itself, and says nothing of it
        stopped: new Map(this.#stopped),
      }
      this.#watchers.forEach((tell) => tell())
    }, SEEN_EVERY_MS)
  }

  #keep(): void {
    if (this.#keepClock !== undefined) return
    this.#keepClock = setTimeout(() => {
      this.#keepClock = undefined
      const events = new Set([...this.#items.values()].map((item) => item.eventId).concat([...this.#before.keys()]))
      for (const eventId of events) {
        const files = [...this.#items.values()]
          .filter((item) => item.eventId === eventId && !RESTING.has(item.phase))
          .map(({ key, name, size }) => ({ key, name, size }))
        const before = this.leftFromBefore(eventId)
        const handles = [...(before?.handles ?? []), ...(this.#handles.get(eventId) ?? [])]
        void writeUnfinished({ eventId, files: [...(before?.files ?? []), ...files], handles })
      }
    }, KEPT_EVERY_MS)
  }
}
