import { createFileRoute } from '@tanstack/react-router'
import { passOn } from '@/features/session/arrival'
import { pendingStep } from '@/features/session/entry'
import { validateNext } from '@/features/session/next'
import { VerifyPage } from '@/features/signup/VerifyPage'

export const Route = createFileRoute('/verify')({
  validateSearch: validateNext,
  beforeLoad: ({ context, search }) => passOn(context.queries, search.next),
  loader: pendingStep,
  staleTime: 0,
  component: Page,
})

function Page() {
  const { next } = Route.useSearch()
  return <VerifyPage next={next} pending={Route.useLoaderData().kind === 'verify_email'} />
}
