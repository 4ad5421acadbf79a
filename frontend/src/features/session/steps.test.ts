import { describe, expect, it } from 'vitest'
import { reauthenticationOf, resetPending, stepOf } from './steps'

const OTHERS = [{ id: 'login' }, { id: 'login_by_code' }, { id: 'signup' }, { id: 'password_reset_by_code', is_pending: false }]

describe('the next step of a login', () => {
  it('is none when somebody is in', () => {
    expect(stepOf({ status: 200, data: { user: {} } })).toEqual({ kind: 'in' })
  })

  it('is the pending one among all that are possible', () => {
    const flows = [...OTHERS, { id: 'mfa_authenticate', is_pending: true, types: ['totp', 'webauthn'] }]
    expect(stepOf({ status: 401, data: { flows } })).toEqual({ kind: 'second_factor', types: ['totp', 'webauthn'] })
    expect(stepOf({ status: 401, data: { flows: [{ id: 'verify_email', is_pending: true }] } })).toEqual({ kind: 'verify_email' })
    expect(stepOf({ status: 401, data: { flows: [{ id: 'login_by_code', is_pending: true }] } })).toEqual({ kind: 'login_code' })
  })

  it('is the start when nothing is pending', () => {
    expect(stepOf({ status: 401, data: { flows: OTHERS } })).toEqual({ kind: 'start' })
    expect(stepOf({ status: 409 })).toEqual({ kind: 'start' })
  })
})

it('knows a reset that was begun, whatever else was', () => {
  const begun = [{ id: 'login_by_code', is_pending: true }, { id: 'password_reset_by_code', is_pending: true }]
  expect(resetPending({ status: 401, data: { flows: begun } })).toBe(true)
  expect(stepOf({ status: 401, data: { flows: begun } })).toEqual({ kind: 'login_code' })
  expect(resetPending({ status: 401, data: { flows: OTHERS } })).toBe(false)
})

describe('showing once more who one is', () => {
  it('is asked of somebody who is logged in', () => {
    const data = { flows: [{ id: 'reauthenticate' }, { id: 'mfa_reauthenticate', types: ['totp'] }] }
    expect(reauthenticationOf({ status: 401, data, meta: { is_authenticated: true } })).toEqual({ password: true, types: ['totp'] })
  })

  it('is no use when the session has ended', () => {
    expect(reauthenticationOf({ status: 401, data: { flows: OTHERS }, meta: { is_authenticated: false } })).toBeNull()
    expect(reauthenticationOf({ status: 400, meta: { is_authenticated: true } })).toBeNull()
  })
})
