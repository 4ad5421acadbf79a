import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Outlet, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { asAddress, fromAddress } from '@/features/find/looking'
import { SearchPage } from '@/features/find/SearchPage'
import { LIBRARY_ZONE } from '@/features/library/LibraryPhotos'
import { personalLibraryOptions } from '@/features/people/people'

export const Route = createFileRoute('/library/search')({
  validateSearch: asAddress,
  component: Searching,
})

/** What was found stays where it is while one of the photos is looked at. */
function Searching() {
  const { data: library } = useSuspenseQuery(personalLibraryOptions)
  const search = Route.useSearch()
  const { photoId } = useParams({ strict: false })
  const looking = useMemo(() => fromAddress({ ...search }), [search])
  return (
    <>
      <SearchPage home={{ libraryId: library.id, timeZone: LIBRARY_ZONE }} looking={looking} lookedAt={photoId ?? null} />
      <Outlet />
    </>
  )
}
