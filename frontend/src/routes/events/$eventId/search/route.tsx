import { createFileRoute, Outlet, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { EventFind, loadEventFind } from '@/features/find/EventFind'
import { asAddress, fromAddress } from '@/features/find/looking'
import { SearchPage } from '@/features/find/SearchPage'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/events/$eventId/search')({
  validateSearch: asAddress,
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loader: ({ context, params }) => loadEventFind(context.queries, params.eventId),
  component: Searching,
})

/** What was found stays where it is while one of the photos is looked at. */
function Searching() {
  const { eventId } = Route.useParams()
  const search = Route.useSearch()
  const { photoId } = useParams({ strict: false })
  const looking = useMemo(() => fromAddress({ ...search }), [search])
  return (
    <>
      <EventFind eventId={eventId}>{(home) => <SearchPage home={home} looking={looking} lookedAt={photoId ?? null} />}</EventFind>
      <Outlet />
    </>
  )
}
