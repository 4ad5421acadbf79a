import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { eventLibraryOptions } from '@/features/people/people'
import { Nobody } from '@/features/sorting/Nobody'
import { NoLibrary } from '@/features/sorting/NoLibrary'
import { SortingFrame } from '@/features/sorting/SortingFrame'

export const Route = createFileRoute('/events/$eventId/people_/nobody')({
  loader: ({ context, params }) => context.queries.ensureQueryData(eventLibraryOptions(params.eventId)),
  component: NobodyPage,
})

function NobodyPage() {
  const { eventId } = Route.useParams()
  const { data } = useSuspenseQuery(eventLibraryOptions(eventId))
  if (!data) return <NoLibrary />
  return (
    <SortingFrame eventId={eventId}>
      <Nobody key={data.id} libraryId={data.id} />
    </SortingFrame>
  )
}
