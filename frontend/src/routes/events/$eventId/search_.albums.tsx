import { createFileRoute } from '@tanstack/react-router'
import { AlbumsPage } from '@/features/find/AlbumsPage'
import { asAlbums } from '@/features/find/albums'
import { EventFind, loadEventFind } from '@/features/find/EventFind'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/events/$eventId/search_/albums')({
  validateSearch: asAlbums,
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loader: ({ context, params }) => loadEventFind(context.queries, params.eventId),
  component: Albums,
})

function Albums() {
  const { eventId } = Route.useParams()
  const which = Route.useSearch()
  const navigate = Route.useNavigate()
  return (
    <EventFind eventId={eventId}>
      {(home) => <AlbumsPage home={home} which={which} onWhich={(search) => void navigate({ search, replace: true, resetScroll: false })} />}
    </EventFind>
  )
}
