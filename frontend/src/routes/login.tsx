import { createFileRoute, redirect } from '@tanstack/react-router'
import { LogInPage } from '@/features/login/LogInPage'
import { passOn } from '@/features/session/arrival'
import { pendingStep } from '@/features/session/entry'
import { validateNext } from '@/features/session/next'

export const Route = createFileRoute('/login')({
  validateSearch: validateNext,
  beforeLoad: ({ context, search }) => passOn(context.queries, search.next),
  loaderDeps: ({ search }) => ({ next: search.next }),
  loader: async ({ deps }) => {
    const step = await pendingStep()
    if (step.kind === 'verify_email') throw redirect({ to: '/verify', search: deps, replace: true })
    return step
  },
  staleTime: 0,
  component: Page,
})

function Page() {
  const { next } = Route.useSearch()
  return <LogInPage next={next} begin={Route.useLoaderData()} />
}
