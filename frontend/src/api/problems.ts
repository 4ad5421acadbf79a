import i18n from 'i18next'
import type { Problem } from './generated'

/** What went wrong, as the server says it (RFC 9457), or as the browser saw it. */
export type KnownProblem = Pick<Problem, 'status' | 'code' | 'detail' | 'advice'> & {
  fields: Record<string, string[]>
  /** Seconds to wait before trying again, where the server says so. */
  retryAfter?: number
}

function isProblem(error: unknown): error is Problem & { retryAfter?: number } {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error && 'status' in error
}

/** Any failure as a problem with a sentence and what to do; never shows a technical message. */
export function asProblem(error: unknown): KnownProblem {
  if (isProblem(error)) {
    const fields: Record<string, string[]> = {}
    for (const [name, said] of Object.entries(error.fields ?? {})) fields[name] = Array.isArray(said) ? said.map(String) : [String(said)]
    return { ...error, fields }
  }
  const offline = error instanceof TypeError || !navigator.onLine
  const kind = offline ? 'offline' : 'unexpected'
  return { status: 0, code: kind, detail: i18n.t(`shell.problem.${kind}.detail`), advice: i18n.t(`shell.problem.${kind}.advice`), fields: {} }
}

/** Status of a failure, 0 when the server was not reached. */
export function statusOf(error: unknown): number {
  return isProblem(error) ? error.status : 0
}
