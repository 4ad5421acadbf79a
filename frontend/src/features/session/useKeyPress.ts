import i18n from 'i18next'
import { useState } from 'react'
import { allauth, type AllauthAnswer } from './allauth'
import { type Failure, failureOf, failureOfError } from './failure'
import { askCredential, type RequestOptionsJson, wasDeclined } from './webauthn'

/** A key or passkey that did not do: not known here, or not usable in this browser. */
export function keyFailure(): Failure {
  return { code: 'passkey', detail: i18n.t('account.passkey.failed.detail'), advice: i18n.t('account.passkey.failed.advice'), fields: {} }
}

/** Asks for a security key or passkey at one of allauth's addresses. */
export function useKeyPress(
  path: 'auth/webauthn/authenticate' | 'auth/webauthn/reauthenticate',
  proceed: (answer: AllauthAnswer) => Promise<Failure | null>,
  fail: (failure: Failure | null) => void,
) {
  const [busy, setBusy] = useState(false)
  async function press(): Promise<Failure | null> {
    const options = await allauth<{ request_options?: RequestOptionsJson }>('GET', path)
    if (!options.data?.request_options) return options.status === 401 ? proceed(options) : failureOf(options)
    const credential = await askCredential(options.data.request_options)
    const failure = await proceed(await allauth('POST', path, { credential }))
    return failure?.fields.credential ? keyFailure() : failure
  }
  return {
    busy,
    begin: () => {
      setBusy(true)
      fail(null)
      press()
        .then(fail)
        .catch((error: unknown) => {
          if (!wasDeclined(error)) fail(error instanceof DOMException ? keyFailure() : failureOfError(error))
        })
        .finally(() => setBusy(false))
    },
  }
}
