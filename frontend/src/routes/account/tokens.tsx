import { createFileRoute } from '@tanstack/react-router'
import { TokensPage } from '@/features/account/TokensPage'
import { tokensOptions } from '@/features/account/queries'

export const Route = createFileRoute('/account/tokens')({
  loader: ({ context }) => context.queries.ensureInfiniteQueryData(tokensOptions),
  component: TokensPage,
})
