import { createFileRoute } from '@tanstack/react-router'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { waitingOptions } from '@/features/review/matches'
import { ReviewPage, ReviewSkeleton } from '@/features/review/ReviewPage'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/events/$eventId/review')({
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loader: async ({ context, params }) => {
    void context.queries.prefetchInfiniteQuery(waitingOptions(params.eventId))
    await context.queries.ensureQueryData(getEventOptions({ path: { event_id: params.eventId } }))
  },
  pendingComponent: ReviewSkeleton,
  component: Review,
})

function Review() {
  const { eventId } = Route.useParams()
  return <ReviewPage key={eventId} eventId={eventId} />
}
