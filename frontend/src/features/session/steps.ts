import type { AllauthAnswer } from './allauth'

export type FactorType = 'totp' | 'recovery_codes' | 'webauthn'

interface Flow {
  id: string
  is_pending?: boolean
  types?: FactorType[]
}

/** What an answer of allauth asks for next, while somebody logs in. */
export type Step =
  | { kind: 'in' }
  | { kind: 'verify_email' }
  | { kind: 'login_code' }
  | { kind: 'second_factor'; types: FactorType[] }
  | { kind: 'start' }

function flowsOf({ data }: AllauthAnswer<unknown>): Flow[] {
  const flows = typeof data === 'object' && data !== null && 'flows' in data ? data.flows : null
  return Array.isArray(flows) ? (flows as Flow[]) : []
}

/** The step that an answer to a login, or to `auth/session`, names. */
export function stepOf(answer: AllauthAnswer<unknown>): Step {
  if (answer.status === 200) return { kind: 'in' }
  for (const flow of flowsOf(answer)) {
    if (!flow.is_pending) continue
    if (flow.id === 'verify_email') return { kind: 'verify_email' }
    if (flow.id === 'login_by_code') return { kind: 'login_code' }
    if (flow.id === 'mfa_authenticate') return { kind: 'second_factor', types: flow.types ?? ['totp'] }
  }
  return { kind: 'start' }
}

/** Whether a code for a new password is waited for; that goes on beside a login that was begun. */
export function resetPending(answer: AllauthAnswer<unknown>): boolean {
  return flowsOf(answer).some((flow) => flow.id === 'password_reset_by_code' && flow.is_pending)
}

/** By what somebody who is logged in may show once more who they are; empty when the session has ended. */
export function reauthenticationOf(answer: AllauthAnswer<unknown>): { password: boolean; types: FactorType[] } | null {
  if (answer.status !== 401 || !answer.meta?.is_authenticated) return null
  const flows = flowsOf(answer)
  return {
    password: flows.some((flow) => flow.id === 'reauthenticate'),
    types: flows.find((flow) => flow.id === 'mfa_reauthenticate')?.types ?? [],
  }
}
