import { beforeAll, describe, expect, it, vi } from 'vitest'
import { startI18n } from '@/i18n'
import { failureOf, failureOfError } from './failure'

beforeAll(() => startI18n('en'))

describe('what a form says of a refusal', () => {
  it('puts errors to their fields, in our words where we have some', () => {
    const failure = failureOf({
      status: 400,
      errors: [
        { code: 'email_password_mismatch', message: 'The e-mail …', param: 'password' },
        { code: 'password_too_short', message: 'At least 10.', param: 'new_password' },
      ],
    })
    expect(failure.fields).toEqual({ password: 'Address and password do not go together.', new_password: 'At least 10.' })
    expect(failure.detail).toBeUndefined()
  })

  it('says when to try again', () => {
    vi.spyOn(Date, 'now').mockReturnValue(1_000_000)
    expect(failureOf({ status: 429 }).until).toBe(1_060_000)
    expect(failureOf({ status: 429, retryAfter: 7 }).until).toBe(1_007_000)
  })

  it('never leaves a refusal without words', () => {
    expect(failureOf({ status: 409 }).detail).toBeTruthy()
    expect(failureOf({ status: 403 }).detail).toBeTruthy()
  })

  it('reads problems of our API alike', () => {
    const problem = { status: 422, code: 'invalid', detail: 'Something cannot be used.', advice: '', fields: { email: 'Not one.' } }
    expect(failureOfError(problem)).toMatchObject({ code: 'invalid', detail: undefined, fields: { email: 'Not one.' } })
    expect(failureOfError(new TypeError('fetch failed')).detail).toBe('The server could not be reached')
  })
})
