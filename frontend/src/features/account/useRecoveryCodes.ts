import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { toastProblem } from '@/components/problemToast'
import { toastRefusal } from '../session/toastRefusal'
import { useSensitive } from '../session/reauthentication'
import { type Authenticator, authenticatorsOptions } from './queries'

const DOOR = 'account/authenticators/recovery-codes'

type Recovery = Extract<Authenticator, { type: 'recovery_codes' }>

export interface RecoveryCodes {
  /** The codes to show now. */
  codes: string[] | undefined
  busy: boolean
  /** Shows those that were made along with a second factor, if they never were. */
  showFirst: () => void
  makeNew: () => void
  close: () => void
}

/** Recovery codes: the server gives each set once. */
export function useRecoveryCodes(): RecoveryCodes {
  const queries = useQueryClient()
  const call = useSensitive()
  const [codes, setCodes] = useState<string[]>()
  const [busy, setBusy] = useState(false)

  async function show(method: 'GET' | 'POST') {
    setBusy(true)
    try {
      const answer = await call<Recovery>(method, DOOR)
      if (answer?.status === 200 && answer.data?.unused_codes) setCodes(answer.data.unused_codes)
      else if (answer && method === 'POST') toastRefusal(answer)
      await queries.invalidateQueries({ queryKey: authenticatorsOptions.queryKey })
    } catch (error) {
      toastProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return {
    codes,
    busy,
    showFirst: () => void show('GET'),
    makeNew: () => void show('POST'),
    close: () => setCodes(undefined),
  }
}
