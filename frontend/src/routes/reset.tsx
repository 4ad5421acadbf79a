import { createFileRoute } from '@tanstack/react-router'
import { ResetPage } from '@/features/login/ResetPage'
import { passOn } from '@/features/session/arrival'
import { resetBegun } from '@/features/session/entry'
import { validateNext } from '@/features/session/next'

export const Route = createFileRoute('/reset')({
  validateSearch: validateNext,
  beforeLoad: ({ context, search }) => passOn(context.queries, search.next),
  loader: resetBegun,
  staleTime: 0,
  component: Page,
})

function Page() {
  const { next } = Route.useSearch()
  return <ResetPage next={next} sent={Route.useLoaderData()} />
}
