import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { LibraryProgress } from '@/features/library/LibraryProgress'
import { personalLibraryOptions } from '@/features/people/people'
import { loadUploader } from '@/features/upload/loaded'
import { placeOfLibrary } from '@/features/upload/place'
import { UploadPage } from '@/features/upload/UploadPage'

export const Route = createFileRoute('/library/upload')({
  loader: async () => ({ uploader: await loadUploader() }),
  component: Upload,
})

function Upload() {
  const { uploader } = Route.useLoaderData()
  const { data: library } = useSuspenseQuery(personalLibraryOptions)
  return <UploadPage eventId={placeOfLibrary(library.id)} uploader={uploader} after={(busy) => <LibraryProgress libraryId={library.id} busy={busy} />} />
}
