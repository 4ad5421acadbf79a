import { createFileRoute } from '@tanstack/react-router'
import { useMemo } from 'react'
import { getPhotoOptions } from '@/api/generated/@tanstack/react-query.gen'
import { useEventHome } from '@/features/find/EventFind'
import { FoundPhotoView } from '@/features/find/FoundPhotoView'
import { fromAddress } from '@/features/find/looking'

export const Route = createFileRoute('/events/$eventId/search/photos/$photoId')({
  loader: ({ context, params }) => {
    void context.queries.prefetchQuery(getPhotoOptions({ path: { photo_id: params.photoId } }))
  },
  pendingComponent: () => null,
  component: View,
})

function View() {
  const { eventId, photoId } = Route.useParams()
  const search = Route.useSearch()
  const home = useEventHome(eventId)
  const looking = useMemo(() => fromAddress({ ...search }), [search])
  return home && <FoundPhotoView home={home} looking={looking} photoId={photoId} />
}
