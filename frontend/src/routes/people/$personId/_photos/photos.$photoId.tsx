import { createFileRoute, useNavigate } from '@tanstack/react-router'
import { getPhotoOptions } from '@/api/generated/@tanstack/react-query.gen'
import { usePersonAtHome } from '@/features/people/usePersonAtHome'
import { usePersonPhotos } from '@/features/people/usePersonPhotos'
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
  const which = Route.useSearch()
  const { list, total } = usePersonPhotos(person, which)
  const source = {
    home,
    timeZone,
    list,
    total,
    onShow: (id: string) =>
      void navigate({ to: '/people/$personId/photos/$photoId', params: { personId, photoId: id }, search: which, replace: true, resetScroll: false }),
    onClose: () => void navigate({ to: '/people/$personId', params: { personId }, search: which, resetScroll: false }),
  }
  return <PhotoView photoId={photoId} source={source} />
}
