import { createFileRoute } from '@tanstack/react-router'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { DECIDED, type DecidedKind, decidedOptions } from '@/features/review/decided'
import { waitingOptions } from '@/features/review/matches'
import { ReviewPage, ReviewSkeleton } from '@/features/review/ReviewPage'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/events/$eventId/review')({
  validateSearch: (search: Record<string, unknown>): { show?: DecidedKind } => {
    const show = DECIDED.find((one) => one === search.show)
    return show ? { show } : {}
  },
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loaderDeps: ({ search }) => ({ show: search.show }),
  loader: async ({ context, params, deps }) => {
    if (deps.show) void context.queries.prefetchInfiniteQuery(decidedOptions(params.eventId, deps.show))
    else void context.queries.prefetchInfiniteQuery(waitingOptions(params.eventId))
    await context.queries.ensureQueryData(getEventOptions({ path: { event_id: params.eventId } }))
  },
  pendingComponent: ReviewSkeleton,
  component: Review,
})

function Review() {
  const { eventId } = Route.useParams()
  const { show } = Route.useSearch()
  const navigate = Route.useNavigate()
  return <ReviewPage key={eventId} eventId={eventId} show={show} onShow={(kind) => void navigate({ search: { show: kind }, replace: true })} />
}
