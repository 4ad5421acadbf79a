import { useNavigate } from '@tanstack/react-router'
import { asProblem } from '@/api/problems'
import { useArrival } from '../session/arrival'
import { rememberAddress } from '../session/entry'
import type { Failure } from '../session/failure'
import { failureOfError } from '../session/failure'
import { keepPendingPicture } from '../session/pendingPicture'

/** Sends a sign-up and leads on to the code; gives back a refusal, for the form to show. */
export function useSignUp(next: string | undefined) {
  const navigate = useNavigate()
  const arrive = useArrival(next)
  return async (email: string, picture: File | null, send: () => Promise<unknown>): Promise<Failure | null> => {
    try {
      await send()
    } catch (error) {
      if (asProblem(error).code !== 'already_signed_in') return failureOfError(error)
      await arrive() // in another tab
      return null
    }
    rememberAddress(email)
    keepPendingPicture(email, picture)
    await navigate({ to: '/verify', search: { next } })
    return null
  }
}
