import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { EditEvent } from '@/features/eventform/EditEvent'

export const Route = createFileRoute('/events/$eventId/edit')({ component: Settings })

function Settings() {
  const { eventId } = Route.useParams()
  const { data: event } = useSuspenseQuery(getEventOptions({ path: { event_id: eventId } }))
  return <EditEvent key={event.id} event={event} />
}
