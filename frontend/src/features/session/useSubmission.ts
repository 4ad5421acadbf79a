import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { type Failure, failureOfError } from './failure'

export type Values = Record<string, string>

interface Submission {
  form: RefObject<HTMLFormElement | null>
  busy: boolean
  failure: Failure | null
  setFailure: (failure: Failure | null) => void
  /** For a form's `onSubmit`: reads its fields, works, and shows the failure that comes back. */
  onSubmit: (work: (values: Values) => Promise<Failure | null | undefined | void>) => (event: FormEvent) => void
}

/** Sending a form: once at a time, with what went wrong shown and focused. */
export function useSubmission(): Submission {
  const form = useRef<HTMLFormElement>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    if (failure) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [failure])
  return {
    form,
    busy,
    failure,
    setFailure,
    onSubmit: (work) => (event) => {
      event.preventDefault()
      if (busy) return
      const values: Values = {}
      for (const [name, value] of new FormData(event.currentTarget as HTMLFormElement)) {
        if (typeof value === 'string') values[name] = value
      }
      setBusy(true)
      setFailure(null)
      work(values)
        .then((failed) => setFailure(failed ?? null))
        .catch((error: unknown) => setFailure(failureOfError(error)))
        .finally(() => setBusy(false))
    },
  }
}
