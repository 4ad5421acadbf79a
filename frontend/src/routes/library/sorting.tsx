import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { personalLibraryOptions } from '@/features/people/people'
import { SortAgain } from '@/features/sorting/SortAgain'
import { SortingFrame } from '@/features/sorting/SortingFrame'

export const Route = createFileRoute('/library/sorting')({
  loader: ({ context, cause }) => (cause === 'preload' ? undefined : context.queries.ensureQueryData(personalLibraryOptions)),
  component: SortAgainPage,
})

function SortAgainPage() {
  const { data, refetch } = useSuspenseQuery(personalLibraryOptions)
  return (
    <SortingFrame>
      <SortAgain key={data.id} library={data} onLibrary={refetch} />
    </SortingFrame>
  )
}
