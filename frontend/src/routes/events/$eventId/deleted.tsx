import { createFileRoute } from '@tanstack/react-router'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { deletedPhotos } from '@/features/bin/bin'
import { DeletedPhotos } from '@/features/bin/DeletedPhotos'
import { GridSkeleton } from '@/features/photos/GridSkeleton'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/events/$eventId/deleted')({
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loader: async ({ context, params }) => {
    void context.queries.prefetchInfiniteQuery(deletedPhotos(params.eventId))
    await context.queries.ensureQueryData(getEventOptions({ path: { event_id: params.eventId } }))
  },
  pendingComponent: GridSkeleton,
  component: Deleted,
})

function Deleted() {
  const { eventId } = Route.useParams()
  return <DeletedPhotos key={eventId} eventId={eventId} />
}
