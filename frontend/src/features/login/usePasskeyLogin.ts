import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { allauth } from '../session/allauth'
import { type Failure, failureOf, failureOfError } from '../session/failure'
import { keyFailure } from '../session/useKeyPress'
import { askCredential, passkeyAutofillSupported, type RequestOptionsJson, wasDeclined } from '../session/webauthn'
import type { StepProps } from './LogInPage'

const DOOR = 'auth/webauthn/login'

/** Logging in by passkey: by its button, and from what the e-mail field offers. */
export function usePasskeyLogin(proceed: StepProps['proceed'], fail: (failure: Failure | null) => void) {
  const [busy, setBusy] = useState(false)
  const waiting = useRef<AbortController>(null)

  async function logIn(autofill: boolean, signal: AbortSignal): Promise<Failure | null> {
    const options = await allauth<{ request_options: RequestOptionsJson }>('GET', DOOR)
    if (options.status !== 200 || !options.data || signal.aborted) return autofill ? null : failureOf(options)
    const credential = await askCredential(options.data.request_options, { autofill, signal })
    return proceed(await allauth('POST', DOOR, { credential }))
  }

  function run(autofill: boolean) {
    waiting.current?.abort() // a browser asks for one credential at a time
    const abort = new AbortController()
    waiting.current = abort
    if (!autofill) setBusy(true)
    logIn(autofill, abort.signal)
      .then((failure) => {
        if (failure) fail(failure.fields.credential ? keyFailure() : failure)
      })
      .catch((error: unknown) => {
        if (wasDeclined(error)) return
        // What nobody asked for fails in silence; password and button are there.
        if (!autofill) fail(error instanceof DOMException ? keyFailure() : failureOfError(error))
      })
      .finally(() => {
        if (!autofill) setBusy(false)
      })
    return abort
  }

  const offer = useEffectEvent(() => run(true))
  useEffect(() => {
    let gone = false
    void passkeyAutofillSupported().then((supported) => {
      if (supported && !gone) offer()
    })
    return () => {
      gone = true
      waiting.current?.abort()
    }
  }, [])

  return {
    busy,
    begin: () => {
      fail(null)
      run(false)
    },
  }
}
