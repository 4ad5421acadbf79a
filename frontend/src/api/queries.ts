import { QueryCache, QueryClient } from '@tanstack/react-query'
import { getAccountQueryKey } from './generated/@tanstack/react-query.gen'
import { statusOf } from './problems'

const RETRIES = 2

/** The client's memory of what the server said. */
export function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      // The session ended: whoever shows the account learns of it.
      onError: (error) => {
        if (statusOf(error) === 401) client.setQueryData(getAccountQueryKey(), null)
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // A refusal stays one; only what may be a passing fault is asked for again.
        retry: (count, error) => count < RETRIES && (statusOf(error) === 0 || statusOf(error) >= 502),
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
  return client
}
