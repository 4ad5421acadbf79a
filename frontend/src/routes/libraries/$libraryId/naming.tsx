import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { getLibraryOptions } from '@/api/generated/@tanstack/react-query.gen'
import { NamingPage } from '@/features/people/NamingPage'
import { peopleCountsOptions } from '@/features/people/people'
import { requireAccount } from '@/features/session/guards'

export const Route = createFileRoute('/libraries/$libraryId/naming')({
  beforeLoad: requireAccount,
  loader: async ({ context, params }) => {
    await Promise.all([
      context.queries.ensureQueryData(getLibraryOptions({ path: { library_id: params.libraryId } })),
      context.queries.fetchQuery(peopleCountsOptions(params.libraryId)),
    ])
  },
  component: Naming,
})

function Naming() {
  const { libraryId } = Route.useParams()
  const { data: library } = useSuspenseQuery(getLibraryOptions({ path: { library_id: libraryId } }))
  const { data: counts } = useSuspenseQuery(peopleCountsOptions(libraryId))
  return <NamingPage key={libraryId} library={library} unnamed={counts.unnamed} />
}
