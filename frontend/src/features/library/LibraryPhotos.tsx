import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CheckCheck, Pencil, RefreshCw, Trash2, UploadCloud, X } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PhotoOut } from '@/api/generated'
import { Button, ButtonLink, IconButton } from '@/components/Button'
import { EmptyState, ProblemNotice } from '@/components/Feedback'
import { usePhotoActions } from '@/features/photos/actions'
import { EditPhotosDialog } from '@/features/photos/EditPhotosDialog'
import { PhotoGrid } from '@/features/photos/PhotoGrid'
import { GridSkeleton } from '@/features/photos/PhotosPage'
import { libraryPhotosOptions } from '@/features/photos/photos'
import { among, everything, NOTHING, type Selection } from '@/features/photos/selection'

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
  const actions = usePhotoActions(libraryId)
  const [chosen, setChosen] = useState<Selection>(NOTHING)
  const [editing, setEditing] = useState(false)
  const [returns, setReturns] = useState(0)

  const photos = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const order = useMemo(() => photos.map((photo) => photo.id), [photos])
  const selection = useMemo(() => among(chosen, order), [chosen, order])
  const ids = [...selection.ids]
  const failed = photos.filter((photo) => photo.hosting?.state === 'failed' && selection.ids.has(photo.id)).map((photo) => photo.id)
  const { fetchNextPage, hasNextPage, isFetching, isFetchNextPageError } = list
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage({ cancelRefetch: false })
  }, [fetchNextPage, hasNextPage, isFetching, isFetchNextPageError])
  const onOpen = useCallback(
    (photo: PhotoOut) => void navigate({ to: '/library/photos/$photoId', params: { photoId: photo.id }, resetScroll: false }),
    [navigate],
  )
  const leave = () => {
    setChosen(NOTHING)
    setReturns((count) => count + 1)
  }
  const remove = () => {
    leave()
    void actions.remove(ids)
  }
  return (
    <div className="flex flex-col gap-4">
      <h2 className="sr-only">{t('workspace.photos.title')}</h2>
      {ids.length > 0 && (
        <div
          role="toolbar"
          aria-label={t('workspace.photos.selection')}
          className="sticky top-16 z-20 -mx-4 flex min-h-11 flex-wrap items-center gap-2 border-b border-line bg-paper/95 px-4 py-2 backdrop-blur sm:-mx-6 sm:px-6"
        >
          <IconButton icon={X} size="small" label={t('workspace.photos.selectNothing')} onClick={leave} />
          <p role="status" className="mr-auto font-semibold tabular-nums">
            {t('workspace.photos.selected', { count: ids.length })}
          </p>
          {ids.length < photos.length && <IconButton icon={CheckCheck} size="small" label={t('workspace.photos.selectAll')} onClick={() => setChosen(everything(order))} />}
          {failed.length > 0 && (
            <Button size="small" icon={RefreshCw} onClick={() => void actions.retry(failed)}>
              {t('workspace.photos.retry')}
            </Button>
          )}
          <IconButton icon={Pencil} size="small" label={t('workspace.photos.edit')} onClick={() => setEditing(true)} />
          <IconButton icon={Trash2} size="small" label={t('workspace.photos.delete')} onClick={remove} className="text-bad!" />
        </div>
      )}
      {list.isPending && <GridSkeleton />}
      {list.isError && photos.length === 0 && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && photos.length === 0 && (
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
      )}
      {photos.length > 0 && (
        <PhotoGrid
          label={t('workspace.photos.grid')}
          photos={photos}
          total={hasNextPage ? Math.max(total, photos.length) : photos.length}
          timeZone={LIBRARY_ZONE}
          selection={selection}
          onSelect={(change) => setChosen(change(selection))}
          onOpen={onOpen}
          onDelete={remove}
          onNearEnd={onNearEnd}
          lookedAt={lookedAt}
          returns={returns}
        >
          {isFetchNextPageError && <ProblemNotice error={list.error} onRetry={() => void fetchNextPage()} />}
        </PhotoGrid>
      )}
      <EditPhotosDialog
        open={editing}
        onClose={() => setEditing(false)}
        photos={photos.filter((photo) => selection.ids.has(photo.id))}
        timeZone={LIBRARY_ZONE}
        onSave={(changes) => actions.edit(ids, changes)}
      />
    </div>
  )
}
