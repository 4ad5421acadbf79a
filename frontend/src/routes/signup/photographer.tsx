import { createFileRoute } from '@tanstack/react-router'
import { getTermsOptions } from '@/api/generated/@tanstack/react-query.gen'
import { passOn } from '@/features/session/arrival'
import { validateNext } from '@/features/session/next'
import { PhotographerSignUpPage } from '@/features/signup/PhotographerSignUpPage'

export const Route = createFileRoute('/signup/photographer')({
  validateSearch: validateNext,
  beforeLoad: ({ context, search }) => passOn(context.queries, search.next),
  loader: ({ context }) => context.queries.ensureQueryData(getTermsOptions()),
  component: Page,
})

function Page() {
  return <PhotographerSignUpPage next={Route.useSearch().next} />
}
