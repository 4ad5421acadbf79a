import i18n from 'i18next'
import { csrfToken } from '@/api/csrf'
import { retryAfterOf } from '@/api/retryAfter'

/** What django-allauth's headless API answers with (docs.allauth.org, headless, version 1). */
export interface AllauthAnswer<Data = Record<string, unknown>> {
  status: number
  data?: Data
  errors?: AllauthError[]
  meta?: { is_authenticated?: boolean; recovery_codes_generated?: boolean; secret?: string; totp_url?: string }
  /** Seconds to wait before trying again, where the server says so. */
  retryAfter?: number
}

export interface AllauthError {
  code: string
  message: string
  param?: string
}

/**
 * Calls one of allauth's addresses below `/_allauth/browser/v1/`.
 *
 * 401 (another step is wanted), 400 and 409 are answers, not failures: their meaning is in the body.
 *
 * @throws TypeError the server was not reached, or did not answer in JSON.
 */
export async function allauth<Data = Record<string, unknown>>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
): Promise<AllauthAnswer<Data>> {
  const response = await fetch(`/_allauth/browser/v1/${path}`, {
    method,
    credentials: 'same-origin',
    headers: {
      'Content-Type': 'application/json',
      'Accept-Language': i18n.language,
      ...(method === 'GET' ? {} : { 'X-CSRFToken': csrfToken() }),
    },
    body: body ? JSON.stringify(body) : undefined,
  })
  const answer: unknown = await response.json().catch(() => null)
  if (typeof answer !== 'object' || answer === null) throw new TypeError(`${path}: ${response.status}`)
  return { ...(answer as Partial<AllauthAnswer<Data>>), status: response.status, retryAfter: retryAfterOf(response) }
}
