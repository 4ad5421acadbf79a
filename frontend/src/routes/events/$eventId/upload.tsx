import { createFileRoute } from '@tanstack/react-router'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { IngestProgress } from '@/features/progress/IngestProgress'
import { requireType } from '@/features/session/guards'
import { loadUploader } from '@/features/upload/loaded'
import { UploadPage } from '@/features/upload/UploadPage'

export const Route = createFileRoute('/events/$eventId/upload')({
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loader: async ({ context, params }) => {
    const [uploader] = await Promise.all([
      loadUploader(),
      context.queries.ensureQueryData(getEventOptions({ path: { event_id: params.eventId } })),
    ])
    return { uploader }
  },
  component: Upload,
})

function Upload() {
  const { eventId } = Route.useParams()
  const { uploader } = Route.useLoaderData()
  return <UploadPage key={eventId} eventId={eventId} uploader={uploader} after={(busy) => <IngestProgress eventId={eventId} busy={busy} />} />
}
