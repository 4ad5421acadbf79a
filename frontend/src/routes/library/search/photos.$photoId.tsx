import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { useMemo } from 'react'
import { getPhotoOptions } from '@/api/generated/@tanstack/react-query.gen'
import { FoundPhotoView } from '@/features/find/FoundPhotoView'
import { fromAddress } from '@/features/find/looking'
import { LIBRARY_ZONE } from '@/features/library/LibraryPhotos'
import { personalLibraryOptions } from '@/features/people/people'

export const Route = createFileRoute('/library/search/photos/$photoId')({
  loader: ({ context, params }) => {
    void context.queries.prefetchQuery(getPhotoOptions({ path: { photo_id: params.photoId } }))
  },
  pendingComponent: () => null,
  component: View,
})

function View() {
  const { photoId } = Route.useParams()
  const search = Route.useSearch()
  const { data: library } = useSuspenseQuery(personalLibraryOptions)
  const looking = useMemo(() => fromAddress({ ...search }), [search])
  return <FoundPhotoView home={{ libraryId: library.id, timeZone: LIBRARY_ZONE }} looking={looking} photoId={photoId} />
}
