import { useState } from 'react'
import { toastProblem } from '@/components/problemToast'
import { save } from './download'

/** Saving by a button: whether the server is being asked, and what it refuses said in passing. */
export function useSave() {
  const [busy, setBusy] = useState(false)
  return {
    busy,
    /** @returns whether the browser began to save. */
    start: async (address: string): Promise<boolean> => {
      setBusy(true)
      try {
        await save(address)
        return true
      } catch (error) {
        toastProblem(error)
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}
