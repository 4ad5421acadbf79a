import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { type AccountOut, getAccount } from '@/api/generated'
import { getAccountQueryKey } from '@/api/generated/@tanstack/react-query.gen'
import { statusOf } from '@/api/problems'
import { dismissToasts } from '@/components/toasts'

/** Who is logged in; null when nobody is. */
export const accountOptions = queryOptions({
  queryKey: getAccountQueryKey(),
  queryFn: async ({ signal }): Promise<AccountOut | null> => {
    try {
      const { data } = await getAccount({ signal, throwOnError: true })
      return data
    } catch (error) {
      if (statusOf(error) === 401) return null
      throw error
    }
  },
  staleTime: 5 * 60_000,
})

export function useAccount(): AccountOut | null | undefined {
  return useQuery(accountOptions).data
}

/**
 * Somebody logged in or out: nothing that was known for the one before may be shown.
 *
 * The account itself is emptied, not removed: whoever shows it (the bar at the top) must hear of it.
 */
export async function forgetEverything(queries: QueryClient): Promise<void> {
  dismissToasts((one) => !!one.undo) // of what the one before did, and would be taken back by another
  await queries.cancelQueries()
  const account = JSON.stringify(accountOptions.queryKey)
  queries.removeQueries({ predicate: (query) => JSON.stringify(query.queryKey) !== account })
  queries.getMutationCache().clear()
  queries.setQueryData(accountOptions.queryKey, null)
}

/** Where a person's own pages begin. */
export function homeOf(account: AccountOut): '/dashboard' | '/my' {
  return account.user_type === 'photographer' ? '/dashboard' : '/my'
}
