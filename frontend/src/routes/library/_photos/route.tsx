import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Outlet, useParams } from '@tanstack/react-router'
import { LibraryPhotos } from '@/features/library/LibraryPhotos'
import { personalLibraryOptions } from '@/features/people/people'
import { GridSkeleton } from '@/features/photos/GridSkeleton'

export const Route = createFileRoute('/library/_photos')({
  pendingComponent: GridSkeleton,
  component: Photos,
})

/** The grid stays where it is while one of its photos is looked at. */
function Photos() {
  const { data: library } = useSuspenseQuery(personalLibraryOptions)
  const { photoId } = useParams({ strict: false })
  return (
    <>
      <LibraryPhotos libraryId={library.id} total={library.photo_count} lookedAt={photoId ?? null} />
      <Outlet />
    </>
  )
}
