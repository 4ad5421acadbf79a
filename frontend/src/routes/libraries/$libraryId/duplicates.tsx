import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { getLibraryOptions } from '@/api/generated/@tanstack/react-query.gen'
import { DuplicatesPage } from '@/features/duplicates/DuplicatesPage'
import { requireAccount } from '@/features/session/guards'

export const Route = createFileRoute('/libraries/$libraryId/duplicates')({
  beforeLoad: requireAccount,
  loader: async ({ context, params }) => {
    await context.queries.ensureQueryData(getLibraryOptions({ path: { library_id: params.libraryId } }))
  },
  component: Duplicates,
})

function Duplicates() {
  const { libraryId } = Route.useParams()
  const { data: library } = useSuspenseQuery(getLibraryOptions({ path: { library_id: libraryId } }))
  return <DuplicatesPage key={libraryId} library={library} />
}
