import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Outlet, redirect } from '@tanstack/react-router'
import { getEventOptions, getLibraryOptions, getPersonOptions } from '@/api/generated/@tanstack/react-query.gen'
import { PersonFrame } from '@/features/people/PersonFrame'
import { requireAccount } from '@/features/session/guards'

export const Route = createFileRoute('/people/$personId')({
  beforeLoad: requireAccount,
  loader: async ({ context, params }) => {
    const person = await context.queries.ensureQueryData(getPersonOptions({ path: { person_id: params.personId } }))
    if (person.merged_into) throw redirect({ to: '/people/$personId', params: { personId: person.merged_into }, replace: true })
    const library = await context.queries.ensureQueryData(getLibraryOptions({ path: { library_id: person.library } }))
    if (library.event) await context.queries.ensureQueryData(getEventOptions({ path: { event_id: library.event } }))
  },
  component: PersonRoute,
})

function PersonRoute() {
  const { personId } = Route.useParams()
  const { data: person } = useSuspenseQuery(getPersonOptions({ path: { person_id: personId } }))
  const { data: library } = useSuspenseQuery(getLibraryOptions({ path: { library_id: person.library } }))
  return (
    <PersonFrame key={personId} person={person} library={library}>
      <Outlet />
    </PersonFrame>
  )
}
