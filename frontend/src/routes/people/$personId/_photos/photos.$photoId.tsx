import { useInfiniteQuery } from '@tanstack/react-query'
import { createFileRoute, useNavigate } from '@tanstack/react-router'
import { getPhotoOptions } from '@/api/generated/@tanstack/react-query.gen'
import { personPhotosOptions } from '@/features/people/people'
import { usePersonAtHome } from '@/features/people/usePersonAtHome'
import { PhotoView } from '@/features/viewer/PhotoView'

export const Route = createFileRoute('/people/$personId/_photos/photos/$photoId')({
  loader: ({ context, params }) => {
    void context.queries.prefetchQuery(getPhotoOptions({ path: { photo_id: params.photoId } }))
  },
  pendingComponent: () => null,
  component: View,
})

function View() {
  const { personId, photoId } = Route.useParams()
  const navigate = useNavigate()
  const { person, home, timeZone } = usePersonAtHome(personId)
  const list = useInfiniteQuery(personPhotosOptions(personId))
  const source = {
    home,
    timeZone,
    list,
    total: person.photo_count,
    onShow: (id: string) =>
      void navigate({ to: '/people/$personId/photos/$photoId', params: { personId, photoId: id }, replace: true, resetScroll: false }),
    onClose: () => void navigate({ to: '/people/$personId', params: { personId }, resetScroll: false }),
  }
  return <PhotoView photoId={photoId} source={source} />
}
