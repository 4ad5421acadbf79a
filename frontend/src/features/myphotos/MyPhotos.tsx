import { CheckSquare, Download, Images, X } from 'lucide-react'
import { lazy, Suspense, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MatchOut, RegistrationOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { EmptyState, ProblemNotice, Skeleton } from '@/components/Feedback'
import { Segmented } from '@/components/Segmented'
import { toast } from '@/components/toasts'
import { AgainPanel } from '@/features/search/AgainPanel'
import { DownloadDialog } from './DownloadDialog'
import { MOST_NAMED } from './downloads'
import type { Order } from './matches'
import { PhotoWall } from './PhotoWall'
import { useMyPhotos } from './useMyPhotos'
import { WaitingNotice } from './WaitingNotice'

const PhotoViewer = lazy(() => import('./PhotoViewer').then((module) => ({ default: module.PhotoViewer })))

interface MyPhotosProps {
  registration: RegistrationOut
  /** The photo in the viewer. */
  open?: string
  onOpen: (match: MatchOut) => void
  onMove: (match: MatchOut) => void
  onClose: () => void
}

/** The photos one is on: the wall, the viewer, and taking them home. */
export function MyPhotos({ registration, open, onOpen, onMove, onClose }: MyPhotosProps) {
  const { t } = useTranslation()
  const [order, setOrder] = useState<Order>('rank')
  const [chosen, setChosen] = useState<ReadonlySet<string>>()
  const [taking, setTaking] = useState<{ count: number; photos?: string[] }>()
  const { matches, total, query, favour, deny } = useMyPhotos(registration.id, order)
  // Once it is open the viewer stays so, also when the photo that it began with is no longer among one's own.
  const [viewing, setViewing] = useState(false)
  const here = !!open && (viewing || matches.some((match) => match.id === open))
  if (here !== viewing) setViewing(here)
  const { hasNextPage, isFetching, fetchNextPage } = query
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  const choose = useCallback(
    (match: MatchOut) =>
      setChosen((now) => {
        const next = new Set(now)
        if (!next.delete(match.id)) {
          if (next.size >= MOST_NAMED) toast(t('guest.photos.mostChosen', { count: MOST_NAMED }))
          else next.add(match.id)
        }
        return next
      }),
    [t],
  )

  if (query.isPending) return <WallSkeleton />
  if (query.isError && !matches.length) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
  const photosOf = (ids: ReadonlySet<string>) => matches.filter((match) => ids.has(match.id)).map((match) => match.photo.id)
  return (
    <div className="flex flex-col gap-5">
      <WaitingNotice registrationId={registration.id} released={total} />
      {matches.length > 0 ? (
        <>
          <div className="flex flex-wrap items-center gap-3">
            <p className="grow text-muted">{t('guest.photos.count', { count: total })}</p>
            <Segmented
              label={t('guest.photos.order')}
              value={order}
              onChange={setOrder}
              options={[
                { value: 'rank', label: t('guest.photos.surest') },
                { value: 'favourites', label: t('guest.photos.favourites') },
              ]}
            />
            {chosen ? (
              <>
                <Button look="primary" icon={Download} disabled={!chosen.size} onClick={() => setTaking({ count: chosen.size, photos: photosOf(chosen) })}>
                  {t('guest.photos.takeChosen', { count: chosen.size })}
                </Button>
                <Button icon={X} onClick={() => setChosen(undefined)}>
                  {t('shell.cancel')}
                </Button>
              </>
            ) : (
              <>
                <Button icon={CheckSquare} onClick={() => setChosen(new Set())}>
                  {t('guest.photos.choose')}
                </Button>
                <Button look="primary" icon={Download} onClick={() => setTaking({ count: total })}>
                  {t('guest.photos.takeAll')}
                </Button>
              </>
            )}
          </div>
          <PhotoWall matches={matches} total={total} chosen={chosen} onChoose={choose} onOpen={onOpen} onFavour={favour} onEnd={more} />
          {isFetching && hasNextPage && <Skeleton className="h-48" />}
        </>
      ) : (
        <EmptyState icon={Images} title={t('guest.photos.none')}>
          {t('guest.photos.noneText')}
        </EmptyState>
      )}
      {registration.has_selfie && <AgainPanel registrationId={registration.id} />}
      {here && (
        <Suspense>
          <PhotoViewer
            matches={matches}
            total={total}
            first={open}
            originals={registration.event.guests_may_download_originals}
            zone={registration.event.timezone}
            onClose={onClose}
            onMove={onMove}
            onFavour={favour}
            onDeny={deny}
            onEnd={more}
          />
        </Suspense>
      )}
      {taking && (
        <DownloadDialog
          registrationId={registration.id}
          count={taking.count}
          photos={taking.photos}
          originals={registration.event.guests_may_download_originals}
          onClose={() => setTaking(undefined)}
        />
      )}
    </div>
  )
}

/** A wall on its way. */
export function WallSkeleton() {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('shell.loading')} className="grid grid-cols-2 gap-1.5 sm:grid-cols-4">
      {Array.from({ length: 12 }, (_, at) => (
        <Skeleton key={at} className="h-44 rounded-md" />
      ))}
    </div>
  )
}
