import { createFileRoute } from '@tanstack/react-router'
import { getPhotoOptions } from '@/api/generated/@tanstack/react-query.gen'
import { EventPhotoView } from '@/features/viewer/EventPhotoView'

export const Route = createFileRoute('/events/$eventId/_photos/photos/$photoId')({
  loader: ({ context, params }) => {
    void context.queries.prefetchQuery(getPhotoOptions({ path: { photo_id: params.photoId } }))
  },
  pendingComponent: () => null,
  component: View,
})

function View() {
  const { eventId, photoId } = Route.useParams()
  return <EventPhotoView eventId={eventId} photoId={photoId} />
}
