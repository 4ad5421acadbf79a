import i18n from 'i18next'
import { asProblem, USUAL_WAIT } from '@/api/problems'
import type { AllauthAnswer } from './allauth'

/** What is wrong, for a form: at which fields, and in general. */
export interface Failure {
  code: string
  detail?: string
  advice?: string
  fields: Record<string, string>
  /** When it may be tried again, milliseconds as of `Date.now()`. */
  until?: number
}

/** Codes whose own words of allauth are replaced: they must be in our language and say what to do. */
const KNOWN = [
  'email_password_mismatch',
  'too_many_login_attempts',
  'incorrect_code',
  'incorrect_password',
  'enter_current_password',
  'email_taken',
  'duplicate_email',
  'invalid',
  'required',
  'password_too_common',
  'password_too_similar',
  'unverified_email',
  'rate_limited',
] as const
type Known = (typeof KNOWN)[number]

function isKnown(code: string): code is Known {
  return (KNOWN as readonly string[]).includes(code)
}

function sentence(code: string, fallback: string): string {
  return isKnown(code) ? i18n.t(`account.failure.${code}`) : fallback
}

function tooOften(until: number): Failure {
  return {
    code: 'too_many_requests',
    detail: i18n.t('account.failure.tooOften'),
    fields: {},
    until,
  }
}

/** A refusal of allauth (400, 403, 409, 429 and 401 without a next step), in words. */
export function failureOf(answer: Omit<AllauthAnswer<unknown>, 'data'>): Failure {
  if (answer.status === 429) return tooOften(Date.now() + (answer.retryAfter ?? USUAL_WAIT) * 1000)
  const errors = answer.errors ?? []
  const general = errors.find((error) => !error.param)
  const fields: Record<string, string> = {}
  for (const error of errors) if (error.param) fields[error.param] ??= sentence(error.code, error.message)
  if (general) return { code: general.code, detail: sentence(general.code, general.message), fields }
  if (errors.length > 0) return { code: errors[0]?.code ?? '', fields }
  const kind = answer.status === 409 ? 'expired' : 'refused'
  return { code: kind, detail: i18n.t(`account.failure.${kind}.detail`), advice: i18n.t(`account.failure.${kind}.advice`), fields }
}

/** A failure of our API, or of the way to it, in the same form. */
export function failureOfError(error: unknown): Failure {
  const problem = asProblem(error)
  if (problem.until !== undefined) return tooOften(problem.until)
  const fields = Object.fromEntries(Object.entries(problem.fields).map(([name, said]) => [name, said.join(' ')]))
  const atFields = Object.keys(fields).length > 0
  return { code: problem.code, detail: atFields ? undefined : problem.detail, advice: atFields ? undefined : problem.advice, fields }
}
