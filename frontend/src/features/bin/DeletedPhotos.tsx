import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { CheckCheck, Trash2, Undo2, X } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { Button, ButtonLink, IconButton } from '@/components/Button'
import { EmptyState, ProblemNotice } from '@/components/Feedback'
import { usePhotoActions } from '@/features/photos/actions'
import { PhotoGrid } from '@/features/photos/PhotoGrid'
import { GridSkeleton } from '@/features/photos/GridSkeleton'
import { among, everything, NOTHING, type Selection, toggled } from '@/features/photos/selection'
import { formatFromNow } from '@/i18n/format'
import { deletedPhotos, LOOK_AGAIN_MS, restorable } from './bin'
import { useNow } from './useNow'

/** The photos that were deleted from an event, to be chosen and brought back while that is possible. */
export function DeletedPhotos({ eventId }: { eventId: string }) {
  const { t } = useTranslation()
  const { data: event } = useSuspenseQuery(getEventOptions({ path: { event_id: eventId } }))
  const list = useInfiniteQuery({ ...deletedPhotos(eventId), refetchInterval: LOOK_AGAIN_MS })
  const now = useNow()
  const actions = usePhotoActions(eventId)
  const [chosen, setChosen] = useState<Selection>(NOTHING)
  const [returns, setReturns] = useState(0)
  const [busy, setBusy] = useState(false)
  const photos = useMemo(() => restorable(list.data, now), [list.data, now])
  const order = useMemo(() => photos.map((photo) => photo.id), [photos])
  const selection = useMemo(() => among(chosen, order), [chosen, order])
  const count = selection.ids.size

  const { hasNextPage, isFetching, fetchNextPage, isFetchNextPageError } = list
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage({ cancelRefetch: false })
  }, [fetchNextPage, hasNextPage, isFetching, isFetchNextPageError])
  const chooseNothing = () => {
    setChosen(NOTHING)
    setReturns((times) => times + 1)
  }
  const restore = async (ids: readonly string[]) => {
    setBusy(true)
    await actions.restore(ids)
    chooseNothing()
    setBusy(false)
  }

  if (list.isPending) return <GridSkeleton />
  if (list.isError && photos.length === 0) return <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
  if (photos.length === 0) {
    return (
      <EmptyState
        icon={Trash2}
        title={t('workspace.bin.empty.title')}
        action={
          <ButtonLink to="/events/$eventId" params={{ eventId }}>
            {t('workspace.bin.empty.action')}
          </ButtonLink>
        }
      >
        {t('workspace.bin.empty.text')}
      </EmptyState>
    )
  }
  const soonest = photos.reduce((least, photo) => (photo.restorable_until < least ? photo.restorable_until : least), photos[0]?.restorable_until ?? '')
  return (
    <section aria-labelledby="deleted" className="flex flex-col gap-4">
      <div>
        <h2 id="deleted" className="display text-xl">
          {t('workspace.bin.title')}
        </h2>
        <p className="text-muted">
          {t('workspace.bin.lead')} {t('workspace.bin.until', { when: formatFromNow(soonest, now) })}
        </p>
      </div>
      <div
        role="toolbar"
        aria-label={t('workspace.photos.selection')}
        className="sticky top-16 z-20 -mx-4 flex min-h-15 flex-wrap items-center gap-2 border-b border-line bg-paper/95 px-4 py-2 backdrop-blur sm:-mx-6 sm:px-6"
      >
        {count > 0 && <IconButton icon={X} size="small" label={t('workspace.photos.selectNothing')} onClick={chooseNothing} />}
        <p role="status" className="mr-auto font-semibold tabular-nums">
          {count > 0
            ? t('workspace.photos.selected', { count })
            : `${t('workspace.photos.count', { count: photos.length })}${hasNextPage ? '+' : ''}`}
        </p>
        {count < photos.length && (
          <IconButton icon={CheckCheck} size="small" label={t('workspace.photos.selectAll')} onClick={() => setChosen(everything(order))} />
        )}
        <Button size="small" look="primary" icon={Undo2} busy={busy} disabled={count === 0} onClick={() => void restore([...selection.ids])}>
          {t('shell.restore')}
        </Button>
      </div>
      <PhotoGrid
        label={t('workspace.bin.grid')}
        photos={photos}
        total={photos.length}
        timeZone={event.timezone}
        selection={selection}
        onSelect={(change) => setChosen(change(selection))}
        onOpen={(photo) => setChosen(toggled(selection, photo.id))}
        onNearEnd={onNearEnd}
        lookedAt={null}
        returns={returns}
      >
        {isFetchNextPageError && <ProblemNotice error={list.error} onRetry={() => void fetchNextPage()} />}
      </PhotoGrid>
    </section>
  )
}
