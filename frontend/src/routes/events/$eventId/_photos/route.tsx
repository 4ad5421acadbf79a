import { createFileRoute, Outlet, useParams } from '@tanstack/react-router'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { PHOTO_STATES, type PhotoState, photosOptions } from '@/features/photos/photos'
import { GridSkeleton } from '@/features/photos/GridSkeleton'
import { PhotosPage } from '@/features/photos/PhotosPage'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/events/$eventId/_photos')({
  validateSearch: (search: Record<string, unknown>): { state?: PhotoState } => {
    const state = PHOTO_STATES.find((one) => one === search.state)
    return state ? { state } : {}
  },
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loaderDeps: ({ search }) => ({ state: search.state }),
  loader: async ({ context, params, deps }) => {
    void context.queries.prefetchInfiniteQuery(photosOptions(params.eventId, deps.state))
    await context.queries.ensureQueryData(getEventOptions({ path: { event_id: params.eventId } }))
  },
  pendingComponent: GridSkeleton,
  component: Photos,
})

/** The grid stays where it is while one of its photos is looked at. */
function Photos() {
  const { eventId } = Route.useParams()
  const { state } = Route.useSearch()
  const { photoId } = useParams({ strict: false })
  return (
    <>
      <PhotosPage key={`${eventId} ${state}`} eventId={eventId} state={state} lookedAt={photoId ?? null} />
      <Outlet />
    </>
  )
}
