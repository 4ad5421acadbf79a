import { Notice } from '@/components/Feedback'
import { Wait } from '@/components/Wait'
import type { Failure } from './failure'

/** What went wrong with a form, in general; with the time until it may be tried again. */
export function FailureNotice({ failure }: { failure: Failure | null }) {
  if (!failure?.detail) return null
  return (
    <Notice tone="bad" title={failure.detail}>
      {failure.until ? <Wait until={failure.until} /> : failure.advice}
    </Notice>
  )
}
