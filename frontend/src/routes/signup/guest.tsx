import { createFileRoute } from '@tanstack/react-router'
import { passOn } from '@/features/session/arrival'
import { validateNext } from '@/features/session/next'
import { GuestSignUpPage } from '@/features/signup/GuestSignUpPage'

export const Route = createFileRoute('/signup/guest')({
  validateSearch: validateNext,
  beforeLoad: ({ context, search }) => passOn(context.queries, search.next),
  component: Page,
})

function Page() {
  return <GuestSignUpPage next={Route.useSearch().next} />
}
