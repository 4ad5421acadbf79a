import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ImageOff, UploadCloud } from 'lucide-react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { PhotoOut } from '@/api/generated'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { ButtonLink } from '@/components/Button'
import { EmptyState } from '@/components/Feedback'
import { useEventProgress } from '@/features/progress/eventProgress'
import { PhotoBoard } from './PhotoBoard'
import { type PhotoState, photosOptions } from './photos'
import { PhotosToolbar } from './PhotosToolbar'
import { useFreshPhotos } from './useFreshPhotos'

interface PhotosPageProps {
  eventId: string
  state?: PhotoState
  /** The photo that is looked at, above the grid. */
  lookedAt: string | null
}

/** All photos of an event for its host: look, choose, edit, delete, take home. */
export function PhotosPage({ eventId, state, lookedAt }: PhotosPageProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { data: event } = useSuspenseQuery(getEventOptions({ path: { event_id: eventId } }))
  const list = useInfiniteQuery(photosOptions(eventId, state))
  const progress = useEventProgress(eventId)
  const news = useFreshPhotos(eventId, progress, list.data?.pages.length ?? 0)
  const counted = progress && (state ? progress.photos[state] : progress.photos.total)
  const onOpen = useCallback(
    (photo: PhotoOut) =>
      void navigate({
        to: '/events/$eventId/photos/$photoId',
        params: { eventId, photoId: photo.id },
        search: { state },
        resetScroll: false,
      }),
    [navigate, eventId, state],
  )
  return (
    <div className="flex flex-col gap-4">
      <h2 className="sr-only">{t('workspace.photos.title')}</h2>
      <PhotoBoard
        home={eventId}
        eventId={eventId}
        libraryId={list.data?.pages[0]?.items[0]?.hosting?.library ?? ''}
        label={t('workspace.photos.grid')}
        toolbar={<PhotosToolbar eventId={eventId} state={state} progress={progress} news={news} />}
        list={list}
        total={counted ?? 0}
        timeZone={event.timezone}
        onOpen={onOpen}
        lookedAt={lookedAt}
        empty={<Empty eventId={eventId} state={state} expired={event.state === 'expired'} />}
      />
    </div>
  )
}

function Empty({ eventId, state, expired }: { eventId: string; state?: PhotoState; expired: boolean }) {
  const { t } = useTranslation()
  if (state) {
    return (
      <EmptyState icon={ImageOff} title={t(`workspace.photos.none.${state}`)}>
        <Link to="/events/$eventId" params={{ eventId }} className="font-semibold text-accent underline underline-offset-4">
          {t('workspace.photos.showAll')}
        </Link>
      </EmptyState>
    )
  }
  if (expired) return <EmptyState icon={ImageOff} title={t('workspace.photos.empty.title')} />
  return (
    <EmptyState
      icon={UploadCloud}
      title={t('workspace.photos.empty.title')}
      action={
        <ButtonLink to="/events/$eventId/upload" params={{ eventId }} look="primary" icon={UploadCloud}>
          {t('workspace.photos.empty.action')}
        </ButtonLink>
      }
    >
      {t('workspace.photos.empty.text')}
    </EmptyState>
  )
}
