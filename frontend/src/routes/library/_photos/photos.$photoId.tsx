import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, useNavigate } from '@tanstack/react-router'
import { getPhotoOptions } from '@/api/generated/@tanstack/react-query.gen'
import { LIBRARY_ZONE, useLibraryPhotos } from '@/features/library/LibraryPhotos'
import { personalLibraryOptions } from '@/features/people/people'
import { PhotoView } from '@/features/viewer/PhotoView'

export const Route = createFileRoute('/library/_photos/photos/$photoId')({
  loader: ({ context, params }) => {
    void context.queries.prefetchQuery(getPhotoOptions({ path: { photo_id: params.photoId } }))
  },
  pendingComponent: () => null,
  component: View,
})

function View() {
  const { photoId } = Route.useParams()
  const navigate = useNavigate()
  const { data: library } = useSuspenseQuery(personalLibraryOptions)
  const list = useLibraryPhotos(library.id)
  const source = {
    home: library.id,
    timeZone: LIBRARY_ZONE,
    list,
    total: library.photo_count,
    onShow: (id: string) => void navigate({ to: '/library/photos/$photoId', params: { photoId: id }, replace: true, resetScroll: false }),
    onClose: () => void navigate({ to: '/library', resetScroll: false }),
  }
  return <PhotoView photoId={photoId} source={source} />
}
