import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { photosOptions } from '@/features/photos/photos'
import { PhotoView } from './PhotoView'

/** One photo among those of its event. */
export function EventPhotoView({ eventId, photoId }: { eventId: string; photoId: string }) {
  const navigate = useNavigate()
  const { state } = useSearch({ from: '/events/$eventId/_photos' })
  const { data: event } = useQuery(getEventOptions({ path: { event_id: eventId } }))
  const list = useInfiniteQuery(photosOptions(eventId, state))
  const source = {
    home: eventId,
    timeZone: event?.timezone ?? 'UTC',
    list,
    total: event?.hosting?.photo_count,
    onShow: (id: string) =>
      void navigate({ to: '/events/$eventId/photos/$photoId', params: { eventId, photoId: id }, search: { state }, replace: true, resetScroll: false }),
    onClose: () => void navigate({ to: '/events/$eventId', params: { eventId }, search: { state }, resetScroll: false }),
  }
  return <PhotoView photoId={photoId} source={source} />
}
