import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ImageOff } from 'lucide-react'
import { listEventPhotosInfiniteOptions } from '@/api/generated/@tanstack/react-query.gen'
import { Button, ButtonLink } from '@/components/Button'
import { classes } from '@/components/classes'
import { Dialog } from '@/components/Dialog'
import { EmptyState, ProblemNotice, Skeleton } from '@/components/Feedback'

interface CoverPickerProps {
  eventId: string
  chosen: string | null
  open: boolean
  onClose: () => void
  onChoose: (photo: { id: string; picture: string }) => void
}

const AT_ONCE = 60

/** One of the event's photos is chosen, among those that are ready. */
export function CoverPicker({ eventId, chosen, open, onClose, onChoose }: CoverPickerProps) {
  const { t } = useTranslation()
  return (
    <Dialog wide open={open} onClose={onClose} title={t('events.cover.choose')}>
      <p className="mb-4 text-sm text-muted">{t('events.cover.warning')}</p>
      <Photos eventId={eventId} chosen={chosen} onChoose={onChoose} />
    </Dialog>
  )
}

function Photos({ eventId, chosen, onChoose }: Pick<CoverPickerProps, 'eventId' | 'chosen' | 'onChoose'>) {
  const { t } = useTranslation()
  const list = useInfiniteQuery({
    ...listEventPhotosInfiniteOptions({ path: { event_id: eventId }, query: { state: 'ready', limit: AT_ONCE } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  })
  if (list.isPending) {
    return (
      <div role="status" aria-label={t('shell.loading')} className="grid grid-cols-3 gap-2 sm:grid-cols-5">
        {Array.from({ length: 10 }, (_, at) => (
          <Skeleton key={at} className="aspect-square rounded-control" />
        ))}
      </div>
    )
  }
  if (list.isError) return <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
  const photos = list.data.pages.flatMap((page) => page.items)
  if (photos.length === 0) {
    return (
      <EmptyState
        icon={ImageOff}
        title={t('events.cover.none')}
        action={
          <ButtonLink to="/events/$eventId/upload" params={{ eventId }} look="primary">
            {t('events.tabs.upload')}
          </ButtonLink>
        }
      >
        {t('events.cover.noneText')}
      </EmptyState>
    )
  }
  return (
    <div className="flex flex-col items-center gap-4 pb-4">
      <ul className="grid w-full grid-cols-3 gap-2 sm:grid-cols-5">
        {photos.map((photo, at) => (
          <li key={photo.id}>
            <button
              type="button"
              aria-pressed={photo.id === chosen}
              aria-label={t('events.cover.photo', { number: at + 1, name: photo.filename })}
              onClick={() => onChoose({ id: photo.id, picture: photo.previews['1280'] ?? photo.previews['320'] ?? '' })}
              className={classes(
                'block aspect-square w-full overflow-hidden rounded-control border-4',
                photo.id === chosen ? 'border-accent' : 'border-transparent hover:border-edge',
              )}
            >
              <img src={photo.previews['320']} alt="" loading="lazy" className="size-full object-cover" />
            </button>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('shell.loadMore')}
        </Button>
      )}
    </div>
  )
}
