import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ImageOff, UploadCloud } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PhotoOut } from '@/api/generated'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { ButtonLink } from '@/components/Button'
import { EmptyState, ProblemNotice } from '@/components/Feedback'
import { LabelsDialog } from '@/features/labels/LabelsDialog'
import { useEventProgress } from '@/features/progress/eventProgress'
import { usePhotoActions } from './actions'
import { EditPhotosDialog } from './EditPhotosDialog'
import { PhotoGrid } from './PhotoGrid'
import { type PhotoState, photosOptions } from './photos'
import { PhotosToolbar } from './PhotosToolbar'
import { among, everything, NOTHING, type Selection } from './selection'
import { SelectionBar } from './SelectionBar'
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
  const actions = usePhotoActions(eventId)
  const [chosen, setChosen] = useState<Selection>(NOTHING)
  const [editing, setEditing] = useState(false)
  const [labelling, setLabelling] = useState(false)

  const photos = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const order = useMemo(() => photos.map((photo) => photo.id), [photos])
  const selection = useMemo(() => among(chosen, order), [chosen, order])
  const ids = useMemo(() => [...selection.ids], [selection])
  const counted = progress && (state ? progress.photos[state] : progress.photos.total)
  const total = list.hasNextPage ? Math.max(counted ?? 0, photos.length) : photos.length

  const { fetchNextPage, hasNextPage, isFetching, isFetchNextPageError } = list
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage({ cancelRefetch: false })
  }, [fetchNextPage, hasNextPage, isFetching, isFetchNextPageError])
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
  // The bar goes away with what had the focus in it: the grid gets it, or the page where no photo is left.
  const [returns, setReturns] = useState(0)
  const leaveBar = () => {
    setChosen(NOTHING)
    setReturns((count) => count + 1)
  }
  const removeChosen = () => {
    leaveBar()
    void actions.remove(ids)
  }
  const empty = list.isSuccess && photos.length === 0
  useEffect(() => {
    if (empty && returns > 0 && document.activeElement === document.body) document.querySelector('main')?.focus()
  }, [empty, returns])

  return (
    <div className="flex flex-col gap-4">
      <h2 className="sr-only">{t('workspace.photos.title')}</h2>
      <div className="sticky top-16 z-20 -mx-4 border-b border-line bg-paper/95 px-4 py-2 backdrop-blur sm:-mx-6 sm:px-6">
        {selection.ids.size > 0 ? (
          <SelectionBar
            eventId={eventId}
            photos={photos}
            selection={selection}
            onNothing={leaveBar}
            onEverything={() => setChosen(everything(order))}
            onEdit={() => setEditing(true)}
            onLabel={() => setLabelling(true)}
            onDelete={removeChosen}
            actions={actions}
          />
        ) : (
          <PhotosToolbar eventId={eventId} state={state} progress={progress} news={news} />
        )}
      </div>
      {list.isPending && <GridSkeleton />}
      {list.isError && photos.length === 0 && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {empty && <Empty eventId={eventId} state={state} expired={event.state === 'expired'} />}
      {photos.length > 0 && (
        <PhotoGrid
          label={t('workspace.photos.grid')}
          photos={photos}
          total={total}
          timeZone={event.timezone}
          selection={selection}
          onSelect={(change) => setChosen(change(selection))}
          onOpen={onOpen}
          onDelete={removeChosen}
          onNearEnd={onNearEnd}
          lookedAt={lookedAt}
          returns={returns}
        >
          {isFetchNextPageError && <ProblemNotice error={list.error} onRetry={() => void fetchNextPage()} />}
          {list.isFetchingNextPage && (
            <p role="status" className="py-4 text-center text-sm text-muted">
              {t('shell.loading')}
            </p>
          )}
        </PhotoGrid>
      )}
      <EditPhotosDialog
        open={editing}
        onClose={() => setEditing(false)}
        photos={photos.filter((photo) => selection.ids.has(photo.id))}
        timeZone={event.timezone}
        onSave={(changes) => actions.edit(ids, changes)}
      />
      <LabelsDialog open={labelling} onClose={() => setLabelling(false)} libraryId={photos[0]?.hosting?.library ?? ''} ids={ids} />
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

export function GridSkeleton() {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('shell.loading')} className="flex flex-wrap gap-1.5">
      {[330, 165, 330, 293, 220, 330, 165, 293, 330, 330, 220, 165].map((width, at) => (
        <div key={at} aria-hidden className="skeleton h-32 grow rounded-sm sm:h-55" style={{ flexBasis: width * 0.7 }} />
      ))}
    </div>
  )
}
