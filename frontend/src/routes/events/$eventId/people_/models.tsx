import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { ModelsPage } from '@/features/models/ModelsPage'
import { eventLibraryOptions } from '@/features/people/people'
import { NoLibrary } from '@/features/sorting/NoLibrary'
import { SortingFrame } from '@/features/sorting/SortingFrame'

export const Route = createFileRoute('/events/$eventId/people_/models')({
  loader: ({ context, params }) => context.queries.ensureQueryData(eventLibraryOptions(params.eventId)),
  component: EventModels,
})

function EventModels() {
  const { eventId } = Route.useParams()
  const { data, refetch } = useSuspenseQuery(eventLibraryOptions(eventId))
  if (!data) return <NoLibrary />
  return (
    <SortingFrame eventId={eventId}>
      <ModelsPage key={data.id} library={data} onLibrary={refetch} />
    </SortingFrame>
  )
}
