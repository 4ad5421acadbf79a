import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PhotoOut } from '@/api/generated'
import { ProblemNotice } from '@/components/Feedback'
import { LabelsDialog } from '@/features/labels/LabelsDialog'
import { usePhotoActions } from './actions'
import { EditPhotosDialog } from './EditPhotosDialog'
import { GridSkeleton } from './GridSkeleton'
import { PhotoGrid } from './PhotoGrid'
import { among, everything, NOTHING, type Selection } from './selection'
import { SelectionBar } from './SelectionBar'

interface BoardProps {
  /** Their event, or their library where they have none. */
  home: string
  eventId?: string
  libraryId: string
  /** What a screen reader calls the grid. */
  label: string
  /** Above the grid while nothing is chosen. */
  toolbar?: ReactNode
  list: {
    data: { pages: { items: PhotoOut[] }[] } | undefined
    error: unknown
    isPending: boolean
    isError: boolean
    isSuccess: boolean
    isFetching: boolean
    isFetchingNextPage: boolean
    hasNextPage: boolean
    isFetchNextPageError: boolean
    refetch: () => Promise<unknown>
    fetchNextPage: (options?: { cancelRefetch?: boolean }) => Promise<unknown>
  }
  /** How many there are, loaded or not. */
  total: number
  timeZone: string
  onOpen: (photo: PhotoOut) => void
  lookedAt: string | null
  /** Instead of photos where there are none. */
  empty: ReactNode
}

/** A list of one's own photos as a grid, to look at, choose, label, edit and delete. */
export function PhotoBoard({ home, eventId, libraryId, label, toolbar, list, total, timeZone, onOpen, lookedAt, empty }: BoardProps) {
  const { t } = useTranslation()
  const actions = usePhotoActions(home)
  const [chosen, setChosen] = useState<Selection>(NOTHING)
  const [doing, setDoing] = useState<'edit' | 'label'>()
  const [returns, setReturns] = useState(0)

  const photos = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const order = useMemo(() => photos.map((photo) => photo.id), [photos])
  const selection = useMemo(() => among(chosen, order), [chosen, order])
  const ids = useMemo(() => [...selection.ids], [selection])
  const { fetchNextPage, hasNextPage, isFetching, isFetchNextPageError } = list
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage({ cancelRefetch: false })
  }, [fetchNextPage, hasNextPage, isFetching, isFetchNextPageError])
  // The bar goes away with what had the focus in it: the grid gets it, or the page where no photo is left.
  const leaveBar = () => {
    setChosen(NOTHING)
    setReturns((count) => count + 1)
  }
  const remove = () => {
    leaveBar()
    void actions.remove(ids)
  }
  const none = list.isSuccess && photos.length === 0
  useEffect(() => {
    if (none && returns > 0 && document.activeElement === document.body) document.querySelector('main')?.focus()
  }, [none, returns])
  return (
    <>
      {(ids.length > 0 || toolbar) && (
        <div className="sticky top-16 z-20 -mx-4 border-b border-line bg-paper/95 px-4 py-2 backdrop-blur sm:-mx-6 sm:px-6">
          {ids.length > 0 ? (
            <SelectionBar
              eventId={eventId}
              photos={photos}
              selection={selection}
              onNothing={leaveBar}
              onEverything={() => setChosen(everything(order))}
              onEdit={() => setDoing('edit')}
              onLabel={() => setDoing('label')}
              onDelete={remove}
              actions={actions}
            />
          ) : (
            toolbar
          )}
        </div>
      )}
      {list.isPending && <GridSkeleton />}
      {list.isError && photos.length === 0 && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {none && empty}
      {photos.length > 0 && (
        <PhotoGrid
          label={label}
          photos={photos}
          total={hasNextPage ? Math.max(total, photos.length) : photos.length}
          timeZone={timeZone}
          selection={selection}
          onSelect={(change) => setChosen(change(selection))}
          onOpen={onOpen}
          onDelete={remove}
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
        open={doing === 'edit'}
        onClose={() => setDoing(undefined)}
        photos={photos.filter((photo) => selection.ids.has(photo.id))}
        timeZone={timeZone}
        onSave={(changes) => actions.edit(ids, changes)}
      />
      <LabelsDialog open={doing === 'label'} onClose={() => setDoing(undefined)} libraryId={libraryId} ids={ids} />
    </>
  )
}
