import { useInfiniteQuery } from '@tanstack/react-query'
import { PhotoView } from '@/features/viewer/PhotoView'
import { type FindHome, useGoSearching } from './home'
import { type Looking, toFilters } from './looking'
import { foundOptions } from './queries'
import { useOpenFound } from './useOpenFound'

/** One photo among those that a search finds. */
export function FoundPhotoView({ home, looking, photoId }: { home: FindHome; looking: Looking; photoId: string }) {
  const list = useInfiniteQuery(foundOptions(home.libraryId, toFilters(looking, home.timeZone)))
  const show = useOpenFound(home, looking, true)
  const close = useGoSearching(home)
  const source = {
    home: home.eventId ?? home.libraryId,
    timeZone: home.timeZone,
    list,
    total: list.data?.pages[0]?.count ?? undefined,
    onShow: (id: string) => show({ id }),
    onClose: () => close(looking),
  }
  return <PhotoView photoId={photoId} source={source} />
}
