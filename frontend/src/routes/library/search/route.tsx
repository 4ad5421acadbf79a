import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Outlet, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type Address, fromAddress, inAddress } from '@/features/find/looking'
import { SearchPage } from '@/features/find/SearchPage'
import { LIBRARY_ZONE } from '@/features/library/LibraryPhotos'
import { personalLibraryOptions } from '@/features/people/people'

export const Route = createFileRoute('/library/search')({
  validateSearch: (said: Record<string, unknown>): Address => inAddress(fromAddress(said)),
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
