import i18n from 'i18next'
import { formatDuration } from '@/i18n/format'
import { sentenceOf, type Values } from '@/i18n/sentences'
import type { Problem } from './generated'

/** What went wrong, as the server says it (RFC 9457), or as the browser saw it, in the reader's language. */
export type KnownProblem = Pick<Problem, 'status' | 'code' | 'detail' | 'advice'> & {
  fields: Record<string, string[]>
  /** Seconds to wait before trying again, where the server says so. */
  retryAfter?: number
  /** When it may be tried again after it was tried too often, milliseconds as of `Date.now()`. */
  until?: number
}

type Answered = Problem & { retryAfter?: number; until?: number }

/** Limits on how often something may be done are counted by the minute, unless the server says for how long. */
export const USUAL_WAIT = 60

function isProblem(error: unknown): error is Answered {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error && 'status' in error
}

/** When what was refused for being too often was seen first: a page that is drawn again must not begin to wait again. */
const waits = new WeakMap<object, number>()

function untilOf(error: Answered): number {
  const until = error.until ?? waits.get(error) ?? Date.now() + (error.retryAfter ?? USUAL_WAIT) * 1000
  waits.set(error, until)
  return until
}

/**
 * Something the server gave a code, a sentence and advice, in the reader's language: by the code where the reader's is
 * not the server's, else in the server's own words.
 */
export function inOurWords(code: string, detail: string, advice: string | undefined, values?: Values): { detail: string; advice: string } {
  return sentenceOf(i18n.language, 'codes', code, values) ?? { detail, advice: advice ?? '' }
}

function fieldsOf({ fields = {}, faults = {} }: Answered): Record<string, string[]> {
  const said: Record<string, string[]> = {}
  for (const [name, theirs] of Object.entries(fields) as [string, unknown][]) {
    const fault = faults[name]
    const ours = fault && sentenceOf(i18n.language, 'faults', fault.code, fault.values)
    if (ours) said[name] = [ours.detail]
    else said[name] = Array.isArray(theirs) ? theirs.map(String) : [String(theirs)]
  }
  return said
}

/** Any failure as a problem with a sentence and what to do; never shows a technical message. */
export function asProblem(error: unknown): KnownProblem {
  if (isProblem(error)) {
    const known: KnownProblem = { ...error, ...inOurWords(error.code, error.detail, error.advice, error.values), fields: fieldsOf(error) }
    if (error.status !== 429) return known
    const until = untilOf(error)
    // The server's advice names a header; where time runs while it is shown, `until` is shown instead.
    return { ...known, until, advice: i18n.t('shell.wait.left', { time: formatDuration((until - Date.now()) / 1000) }) }
  }
  const offline = error instanceof TypeError || !navigator.onLine
  const kind = offline ? 'offline' : 'unexpected'
  return { status: 0, code: kind, detail: i18n.t(`shell.problem.${kind}.detail`), advice: i18n.t(`shell.problem.${kind}.advice`), fields: {} }
}

/** Status of a failure, 0 when the server was not reached. */
export function statusOf(error: unknown): number {
  return isProblem(error) ? error.status : 0
}
