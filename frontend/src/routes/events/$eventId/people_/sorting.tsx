import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { eventLibraryOptions } from '@/features/people/people'
import { SortAgain } from '@/features/sorting/SortAgain'
import { NoLibrary } from '@/features/sorting/NoLibrary'
import { SortingFrame } from '@/features/sorting/SortingFrame'

export const Route = createFileRoute('/events/$eventId/people_/sorting')({
  loader: ({ context, params }) => context.queries.ensureQueryData(eventLibraryOptions(params.eventId)),
  component: SortAgainPage,
})

function SortAgainPage() {
  const { eventId } = Route.useParams()
  const { data, refetch } = useSuspenseQuery(eventLibraryOptions(eventId))
  if (!data) return <NoLibrary />
  return (
    <SortingFrame eventId={eventId}>
      <SortAgain key={data.id} library={data} onLibrary={refetch} />
    </SortingFrame>
  )
}
