import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { personalLibraryOptions } from '@/features/people/people'
import { Log } from '@/features/sorting/Log'
import { SortingFrame } from '@/features/sorting/SortingFrame'

export const Route = createFileRoute('/library/log')({
  loader: ({ context, cause }) => (cause === 'preload' ? undefined : context.queries.ensureQueryData(personalLibraryOptions)),
  component: LogPage,
})

function LogPage() {
  const { data } = useSuspenseQuery(personalLibraryOptions)
  return (
    <SortingFrame>
      <Log key={data.id} libraryId={data.id} />
    </SortingFrame>
  )
}
