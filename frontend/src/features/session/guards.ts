import type { QueryClient } from '@tanstack/react-query'
import { type ParsedLocation, redirect } from '@tanstack/react-router'
import type { AccountOut } from '@/api/generated'
import { accountOptions, homeOf } from './account'

interface Asked {
  context: { queries: QueryClient }
  location: ParsedLocation
}

/** For a route's `beforeLoad`: whoever is not logged in logs in first and comes back. */
export async function requireAccount({ context, location }: Asked): Promise<{ account: AccountOut }> {
  const account = await context.queries.ensureQueryData(accountOptions)
  if (!account) throw redirect({ to: '/login', search: { next: location.href } })
  return { account }
}

/** As above, for one type of account; the other type is led to its own pages. */
export async function requireType(asked: Asked, type: AccountOut['user_type']): Promise<{ account: AccountOut }> {
  const found = await requireAccount(asked)
  if (found.account.user_type !== type) throw redirect({ to: homeOf(found.account) })
  return found
}
