import { createFileRoute, Outlet, useParams } from '@tanstack/react-router'
import { personPhotosOptions } from '@/features/people/people'
import { PersonPhotos } from '@/features/people/PersonPhotos'
import { usePersonAtHome } from '@/features/people/usePersonAtHome'

export const Route = createFileRoute('/people/$personId/_photos')({
  loader: ({ context, params }) => {
    void context.queries.prefetchInfiniteQuery(personPhotosOptions(params.personId))
  },
  component: Photos,
})

/** The grid stays where it is while one of its photos is looked at. */
function Photos() {
  const { personId } = Route.useParams()
  const { photoId } = useParams({ strict: false })
  const { person, timeZone } = usePersonAtHome(personId)
  return (
    <>
      <PersonPhotos person={person} timeZone={timeZone} lookedAt={photoId ?? null} />
      <Outlet />
    </>
  )
}
