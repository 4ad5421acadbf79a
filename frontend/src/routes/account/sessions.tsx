import { createFileRoute } from '@tanstack/react-router'
import { SessionsPage } from '@/features/account/SessionsPage'
import { sessionsOptions } from '@/features/account/queries'

export const Route = createFileRoute('/account/sessions')({
  loader: ({ context }) => context.queries.ensureQueryData(sessionsOptions),
  component: SessionsPage,
})
