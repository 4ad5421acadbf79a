import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ImageOff } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonOut, PhotoOut } from '@/api/generated'
import { EmptyState, ProblemNotice } from '@/components/Feedback'
import { PhotoGrid } from '@/features/photos/PhotoGrid'
import { GridSkeleton } from '@/features/photos/PhotosPage'
import { NOTHING } from '@/features/photos/selection'
import { personPhotosOptions } from './people'

/** The photos that somebody is in. */
export function PersonPhotos({ person, timeZone, lookedAt }: { person: PersonOut; timeZone: string; lookedAt: string | null }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const list = useInfiniteQuery(personPhotosOptions(person.id))
  const photos = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const { fetchNextPage, hasNextPage, isFetching, isFetchNextPageError } = list
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage({ cancelRefetch: false })
  }, [fetchNextPage, hasNextPage, isFetching, isFetchNextPageError])
  const onOpen = useCallback(
    (photo: PhotoOut) =>
      void navigate({ to: '/people/$personId/photos/$photoId', params: { personId: person.id, photoId: photo.id }, resetScroll: false }),
    [navigate, person.id],
  )
  if (list.isPending) return <GridSkeleton />
  if (list.isError && photos.length === 0) return <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
  if (photos.length === 0) return <EmptyState icon={ImageOff} title={t('people.noPhotos.title')}>{t('people.noPhotos.text')}</EmptyState>
  return (
    <>
      <h2 className="sr-only">{t('events.tabs.photos')}</h2>
      <PhotoGrid
        label={t('people.photosOf', { name: person.name || t('people.nameless') })}
        photos={photos}
        total={hasNextPage ? Math.max(person.photo_count, photos.length) : photos.length}
        timeZone={timeZone}
        selection={NOTHING}
        onOpen={onOpen}
        onNearEnd={onNearEnd}
        lookedAt={lookedAt}
        returns={0}
      >
        {isFetchNextPageError && <ProblemNotice error={list.error} onRetry={() => void fetchNextPage()} />}
      </PhotoGrid>
    </>
  )
}
