import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ArrowUp, Download, RefreshCw, UploadCloud } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { EventProgress } from '@/api/generated'
import { Button, ButtonLink } from '@/components/Button'
import { Menu } from '@/components/Menu'
import { TextLink } from '@/components/Page'
import { Segmented } from '@/components/Segmented'
import { counted, deletedPhotos } from '@/features/bin/bin'
import { formatNumber } from '@/i18n/format'
import { usePhotoActions } from './actions'
import { zipAddress } from './download'
import { PHOTO_STATES, type PhotoState } from './photos'
import { useFailedPhotos } from './useFailedPhotos'
import { useSave } from './useSave'

interface ToolbarProps {
  eventId: string
  state?: PhotoState
  progress: EventProgress | undefined
  news: { count: number; show: () => void }
}

/** Above the grid while nothing is chosen: which photos, and what to do with all of them. */
export function PhotosToolbar({ eventId, state, progress, news }: ToolbarProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const saving = useSave()
  const counts = progress?.photos
  const deleted = counted(useInfiniteQuery(deletedPhotos(eventId)).data)
  const worth = PHOTO_STATES.filter((one) => one === state || (counts?.[one] ?? 0) > 0)
  const said = (name: string, count: number | undefined) => (count === undefined ? name : `${name} ${formatNumber(count)}`)
  const options = [
    { value: 'all', label: said(t('workspace.photos.filter.all'), counts?.total) },
    ...worth.map((one) => ({ value: one, label: said(t(`workspace.photos.filter.${one}`), counts?.[one]) })),
  ]
  const download = (size: 'original' | 'web') => void saving.start(zipAddress(eventId, size))
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-3">
      {worth.length > 1 || state ? (
        <Segmented
          label={t('workspace.photos.filter.label')}
          value={state ?? 'all'}
          options={options}
          onChange={(value) =>
            void navigate({
              to: '/events/$eventId',
              params: { eventId },
              search: { state: value === 'all' ? undefined : (value as PhotoState) },
              resetScroll: false,
            })
          }
        />
      ) : (
        <p className="text-sm font-semibold text-muted">{counts && t('workspace.photos.count', { count: counts.total })}</p>
      )}
      {news.count > 0 && (
        <Button size="small" look="primary" icon={ArrowUp} onClick={news.show}>
          {t('workspace.photos.news', { count: news.count })}
        </Button>
      )}
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {deleted && (
          <TextLink to="/events/$eventId/deleted" params={{ eventId }} className="px-2 text-sm">
            {t('workspace.bin.link', { number: deleted })}
          </TextLink>
        )}
        {state === 'failed' && (counts?.failed ?? 0) > 0 && <RetryAll eventId={eventId} />}
        {(counts?.ready ?? 0) > 0 && (
          <Menu
            label={t('workspace.photos.downloadAll')}
            icon={Download}
            busy={saving.busy}
            items={[
              { label: t('workspace.photos.originals'), icon: Download, onSelect: () => download('original') },
              { label: t('workspace.photos.web'), icon: Download, onSelect: () => download('web') },
            ]}
          />
        )}
        <ButtonLink to="/events/$eventId/upload" params={{ eventId }} size="small" icon={UploadCloud}>
          {t('workspace.photos.add')}
        </ButtonLink>
      </div>
    </div>
  )
}

function RetryAll({ eventId }: { eventId: string }) {
  const { t } = useTranslation()
  const { retry } = usePhotoActions(eventId)
  const failed = useFailedPhotos(eventId)
  if (failed.length === 0) return null
  return (
    <Button size="small" icon={RefreshCw} onClick={() => void retry(failed)}>
      {t('workspace.photos.retryAll')}
    </Button>
  )
}
