import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { personalLibraryOptions } from '@/features/people/people'
import { Nobody } from '@/features/sorting/Nobody'
import { SortingFrame } from '@/features/sorting/SortingFrame'

export const Route = createFileRoute('/library/nobody')({
  loader: ({ context, cause }) => (cause === 'preload' ? undefined : context.queries.ensureQueryData(personalLibraryOptions)),
  component: NobodyPage,
})

function NobodyPage() {
  const { data } = useSuspenseQuery(personalLibraryOptions)
  return (
    <SortingFrame>
      <Nobody key={data.id} libraryId={data.id} />
    </SortingFrame>
  )
}
