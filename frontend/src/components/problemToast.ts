import { asProblem } from '@/api/problems'
import { toast } from './toasts'

/** Says in passing what failed and what to do; counts the time where there is one to wait. */
export function toastProblem(error: unknown): void {
  const { detail, advice, until } = asProblem(error)
  if (until === undefined) toast([detail, advice].filter(Boolean).join(' '), { tone: 'bad' })
  else toast(detail, { tone: 'bad', until })
}
