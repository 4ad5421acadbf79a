import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { getPersonOptions } from '@/api/generated/@tanstack/react-query.gen'
import { PersonSuggestions } from '@/features/suggestions/PersonSuggestions'
import { personSuggestionsOptions } from '@/features/suggestions/queries'

export const Route = createFileRoute('/people/$personId/confirm')({
  loader: ({ context, params }) => {
    void context.queries.prefetchInfiniteQuery(personSuggestionsOptions(params.personId, 'join'))
    void context.queries.prefetchInfiniteQuery(personSuggestionsOptions(params.personId, 'doubt'))
  },
  component: Confirm,
})

function Confirm() {
  const { personId } = Route.useParams()
  const { data: person } = useSuspenseQuery(getPersonOptions({ path: { person_id: personId } }))
  return <PersonSuggestions key={personId} person={person} />
}
