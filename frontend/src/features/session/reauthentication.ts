import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useCallback, useSyncExternalStore } from 'react'
import { accountOptions } from './account'
import { allauth, type AllauthAnswer } from './allauth'
import { type FactorType, reauthenticationOf } from './steps'

/** Ways to show once more who one is. */
export interface Ways {
  password: boolean
  types: FactorType[]
}

interface Asked {
  ways: Ways
  settle: (shown: boolean) => void
}

let asked: Asked | null = null
const watchers = new Set<() => void>()

function change(next: Asked | null): void {
  asked = next
  watchers.forEach((tell) => tell())
}

function ask(ways: Ways): Promise<boolean> {
  asked?.settle(false)
  return new Promise((resolve) => {
    change({
      ways,
      settle: (shown) => {
        change(null)
        resolve(shown)
      },
    })
  })
}

/** What the dialog has to ask for now; null while nothing does. */
export function useReauthenticationAsked(): Asked | null {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
    () => asked,
  )
}

type Call = <Data = Record<string, unknown>>(
  method: Parameters<typeof allauth>[0],
  path: string,
  body?: object,
) => Promise<AllauthAnswer<Data> | null>

/**
 * Calls allauth, and asks for the password (or a second factor) where it wants that before, then calls again.
 *
 * null: the person closed the dialog, or the session has ended (the login page is shown then).
 */
export function useSensitive(): Call {
  const queries = useQueryClient()
  const router = useRouter()
  return useCallback(
    async <Data = Record<string, unknown>>(...call: Parameters<typeof allauth>): Promise<AllauthAnswer<Data> | null> => {
      for (;;) {
        const answer = await allauth<Data>(...call)
        if (answer.status !== 401) return answer
        const ways = reauthenticationOf(answer)
        if (!ways) {
          queries.setQueryData(accountOptions.queryKey, null)
          await router.navigate({ to: '/login', search: { next: router.state.location.href } })
          return null
        }
        if (!(await ask(ways))) return null
      }
    },
    [queries, router],
  )
}
