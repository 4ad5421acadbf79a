import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { getPersonOptions } from '@/api/generated/@tanstack/react-query.gen'
import { personFacesOptions } from '@/features/people/people'
import { PersonFaces } from '@/features/people/PersonFaces'

export const Route = createFileRoute('/people/$personId/faces')({
  loader: ({ context, params }) => {
    void context.queries.prefetchInfiniteQuery(personFacesOptions(params.personId))
  },
  component: Faces,
})

function Faces() {
  const { personId } = Route.useParams()
  const { data: person } = useSuspenseQuery(getPersonOptions({ path: { person_id: personId } }))
  return <PersonFaces key={personId} person={person} />
}
