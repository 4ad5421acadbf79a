import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { ModelsPage } from '@/features/models/ModelsPage'
import { personalLibraryOptions } from '@/features/people/people'
import { SortingFrame } from '@/features/sorting/SortingFrame'

export const Route = createFileRoute('/library/models')({
  loader: ({ context, cause }) => (cause === 'preload' ? undefined : context.queries.ensureQueryData(personalLibraryOptions)),
  component: LibraryModels,
})

function LibraryModels() {
  const { data, refetch } = useSuspenseQuery(personalLibraryOptions)
  return (
    <SortingFrame>
      <ModelsPage key={data.id} library={data} onLibrary={refetch} />
    </SortingFrame>
  )
}
