import type { KnownProblem } from '@/api/problems'

/**
 * waiting: for its turn; sending; paused: by the person; done: the server has it; known: the event had it before, nothing
 * was sent; failed: see its problem.
 */
export type Phase = 'waiting' | 'sending' | 'paused' | 'done' | 'known' | 'failed'

/** A file on its way to an event. */
export interface UploadItem {
  key: string
  /** Where it goes: an event, or a library as `place.ts` has it. */
  eventId: string
  name: string
  size: number
  phase: Phase
  /** Bytes that the server has. */
  sent: number
  /** SHA-256 in hexadecimal; null where it is not computed; undefined while it is still to be. */
  digest?: string | null
  /** The server was asked whether the event has it. */
  checked: boolean
  problem?: Pick<KnownProblem, 'code' | 'detail' | 'advice'>
  /** The photo it became, or whose bytes it repeats. */
  photo?: string
}

/** What tells files of an event apart before anybody read them; the same after the page was loaded anew. */
export function fileKey(eventId: string, file: Pick<File, 'name' | 'size' | 'lastModified'>): string {
  return [eventId, file.lastModified, file.size, file.name].join('/')
}

export interface Totals {
  count: Record<Phase, number>
  files: number
  /** Files that need nothing any more. */
  finished: number
  bytes: number
  sent: number
  /** Bytes of what is under way or waits, that the server does not have. */
  left: number
}

/** Sums over the files of one event, or of all. */
export function totalsOf(items: Iterable<UploadItem>): Totals {
  const totals: Totals = {
    count: { waiting: 0, sending: 0, paused: 0, done: 0, known: 0, failed: 0 },
    files: 0,
    finished: 0,
    bytes: 0,
    sent: 0,
    left: 0,
  }
  for (const item of items) {
    totals.files += 1
    totals.count[item.phase] += 1
    totals.bytes += item.size
    const complete = item.phase === 'done' || item.phase === 'known'
    const sent = complete ? item.size : item.sent
    totals.sent += sent
    if (complete) totals.finished += 1
    else if (item.phase !== 'failed') totals.left += item.size - sent
  }
  return totals
}

/** Whether anything happens by itself: what a page must not be left for. */
export function isActive(totals: Totals): boolean {
  return totals.count.waiting + totals.count.sending > 0
}

/** Files to send now: those that wait longest and were looked at, as many as there are places. */
export function nextToSend(items: Iterable<UploadItem>, places: number): UploadItem[] {
  const next: UploadItem[] = []
  for (const item of items) {
    if (next.length >= places) break
    if (item.phase === 'waiting' && item.checked) next.push(item)
  }
  return next
}

/** Files to look at now: in their order, until so many are looked at and not sent yet. One walk, however many there are. */
export function nextToLook(items: Iterable<UploadItem>, ahead: number): UploadItem[] {
  const next: UploadItem[] = []
  let looked = 0
  for (const item of items) {
    if (item.phase !== 'waiting') continue
    if (item.digest !== undefined) looked += 1
    else if (!item.checked && next.length < ahead) next.push(item)
  }
  return next.slice(0, Math.max(0, ahead - looked))
}

/** Refusals that hold for every other file of the event too: going on would only collect failures. */
const FOR_ALL = new Set([
  'not_logged_in', 'csrf', 'csrf_failed', 'scope_missing', 'not_permitted', 'event_expired', 'quota_reached', 'disk_full', 'not_found',
])

export type Judgement = 'again' | 'stop' | 'failed'

/** What a failure means: try again by itself, stop all, or this file alone has failed. */
export function judge(status: number, code: string): Judgement {
  if (status === 0 || status === 423 || status === 429 || status === 502 || status === 503 || status === 504) return 'again'
  if (FOR_ALL.has(code) || status === 401 || status === 507) return 'stop'
  return 'failed'
}
