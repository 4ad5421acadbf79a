import { createFileRoute, Outlet, useParams } from '@tanstack/react-router'
import { companyOptions, personPhotosOptions, timelineOptions } from '@/features/people/people'
import { PersonPhotos } from '@/features/people/PersonPhotos'
import { usePersonAtHome } from '@/features/people/usePersonAtHome'
import { asWhichPhotos } from '@/features/people/whichPhotos'

export const Route = createFileRoute('/people/$personId/_photos')({
  validateSearch: asWhichPhotos,
  loaderDeps: ({ search }) => search,
  loader: ({ context, params, deps: which }) => {
    void context.queries.prefetchQuery(companyOptions(params.personId))
    void context.queries.prefetchQuery(timelineOptions(params.personId, which.with))
    // From which moment a month is, its timeline tells.
    if (which.from === undefined) void context.queries.prefetchInfiniteQuery(personPhotosOptions(params.personId, { with_person: which.with, taken_from: undefined }))
  },
  component: Photos,
})

/** The grid stays where it is while one of its photos is looked at. */
function Photos() {
  const { personId } = Route.useParams()
  const which = Route.useSearch()
  const { photoId } = useParams({ strict: false })
  const { person, timeZone } = usePersonAtHome(personId)
  return (
    <>
      <PersonPhotos person={person} which={which} timeZone={timeZone} lookedAt={photoId ?? null} />
      <Outlet />
    </>
  )
}
