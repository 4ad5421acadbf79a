import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { AlbumsPage } from '@/features/find/AlbumsPage'
import { asAlbums } from '@/features/find/albums'
import { LIBRARY_ZONE } from '@/features/library/LibraryPhotos'
import { personalLibraryOptions } from '@/features/people/people'

export const Route = createFileRoute('/library/albums')({
  validateSearch: asAlbums,
  component: Albums,
})

function Albums() {
  const { data: library } = useSuspenseQuery(personalLibraryOptions)
  const which = Route.useSearch()
  const navigate = Route.useNavigate()
  return (
    <AlbumsPage
      home={{ libraryId: library.id, timeZone: LIBRARY_ZONE }}
      which={which}
      onWhich={(search) => void navigate({ search, replace: true, resetScroll: false })}
    />
  )
}
