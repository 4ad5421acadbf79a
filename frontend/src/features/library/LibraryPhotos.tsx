import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { UploadCloud } from 'lucide-react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { PhotoOut } from '@/api/generated'
import { ButtonLink } from '@/components/Button'
import { EmptyState } from '@/components/Feedback'
import { PhotoBoard } from '@/features/photos/PhotoBoard'
import { libraryPhotosOptions } from '@/features/photos/photos'

/** Times without a zone were read as UTC, as no event says where they are. */
export const LIBRARY_ZONE = 'UTC'

const POLL_MS = 4_000
/** Longer lists are not asked for by the clock: it means all pages again. */
const PAGES_BY_CLOCK = 3

/** Photos of one's library; while some are being looked at, the list is asked for again. */
export function useLibraryPhotos(libraryId: string) {
  return useInfiniteQuery({
    ...libraryPhotosOptions(libraryId),
    staleTime: 10_000,
    refetchInterval: ({ state }) => {
      const pages = state.data?.pages ?? []
      const busy = pages.some((page) => page.items.some(({ hosting }) => hosting?.state === 'received' || hosting?.state === 'processing'))
      return busy && pages.length <= PAGES_BY_CLOCK ? POLL_MS : false
    },
  })
}

interface PhotosProps {
  libraryId: string
  total: number
  lookedAt: string | null
}

/** All photos that one has without any event. */
export function LibraryPhotos({ libraryId, total, lookedAt }: PhotosProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const list = useLibraryPhotos(libraryId)
  const onOpen = useCallback(
    (photo: PhotoOut) => void navigate({ to: '/library/photos/$photoId', params: { photoId: photo.id }, resetScroll: false }),
    [navigate],
  )
  return (
    <div className="flex flex-col gap-4">
      <h2 className="sr-only">{t('workspace.photos.title')}</h2>
      <PhotoBoard
        home={libraryId}
        libraryId={libraryId}
        label={t('workspace.photos.grid')}
        list={list}
        total={total}
        timeZone={LIBRARY_ZONE}
        onOpen={onOpen}
        lookedAt={lookedAt}
        empty={
          <EmptyState
            icon={UploadCloud}
            title={t('people.library.empty.title')}
            action={
              <ButtonLink to="/library/upload" look="primary" icon={UploadCloud}>
                {t('workspace.photos.empty.action')}
              </ButtonLink>
            }
          >
            {t('people.library.empty.text')}
          </EmptyState>
        }
      />
    </div>
  )
}
