import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { getLibraryOptions } from '@/api/generated/@tanstack/react-query.gen'
import { requireAccount } from '@/features/session/guards'
import { classifierOptions } from '@/features/suggestions/queries'
import { SuggestionsPage } from '@/features/suggestions/SuggestionsPage'

export const Route = createFileRoute('/libraries/$libraryId/suggestions')({
  beforeLoad: requireAccount,
  loader: async ({ context, params }) => {
    await Promise.all([
      context.queries.ensureQueryData(getLibraryOptions({ path: { library_id: params.libraryId } })),
      context.queries.fetchQuery(classifierOptions(params.libraryId)),
    ])
  },
  component: Suggestions,
})

function Suggestions() {
  const { libraryId } = Route.useParams()
  const { data: library } = useSuspenseQuery(getLibraryOptions({ path: { library_id: libraryId } }))
  return <SuggestionsPage key={libraryId} library={library} />
}
