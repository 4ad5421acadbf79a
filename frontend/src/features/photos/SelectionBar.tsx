import { CheckCheck, Download, ImagePlus, Pencil, RefreshCw, Tag, Trash2, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PhotoOut } from '@/api/generated'
import { Button, IconButton } from '@/components/Button'
import { Menu } from '@/components/Menu'
import { toast } from '@/components/toasts'
import type { PhotoActions } from './actions'
import { ZIP_MOST, zipAddress } from './download'
import type { Selection } from './selection'
import { useSave } from './useSave'

interface BarProps {
  /** Where they are in one: its cover can be chosen, and a ZIP be taken home. */
  eventId?: string
  photos: readonly PhotoOut[]
  selection: Selection
  onNothing: () => void
  onEverything: () => void
  onEdit: () => void
  onLabel: () => void
  onDelete: () => void
  actions: PhotoActions
}

/** In the place of the toolbar while photos are chosen: what can be done with them. */
export function SelectionBar({ eventId, photos, selection, onNothing, onEverything, onEdit, onLabel, onDelete, actions }: BarProps) {
  const { t } = useTranslation()
  const saving = useSave()
  const count = selection.ids.size
  const chosen = photos.filter((photo) => selection.ids.has(photo.id))
  const failed = chosen.filter((photo) => photo.hosting?.state === 'failed').map((photo) => photo.id)
  const ready = chosen.filter((photo) => photo.hosting?.state === 'ready')
  const download = (event: string, size: 'original' | 'web') => {
    if (count > ZIP_MOST) {
      toast(t('workspace.photos.zipTooMany', { most: ZIP_MOST }), { tone: 'bad' })
      return
    }
    void saving.start(zipAddress(event, size, [...selection.ids]))
  }
  const [only] = ready
  return (
    <div role="toolbar" aria-label={t('workspace.photos.selection')} className="flex min-h-11 flex-wrap items-center gap-1 sm:gap-2">
      <IconButton icon={X} size="small" label={t('workspace.photos.selectNothing')} onClick={onNothing} />
      <p role="status" className="mr-auto font-semibold tabular-nums">
        {t('workspace.photos.selected', { count })}
      </p>
      {count < photos.length && <IconButton icon={CheckCheck} size="small" label={t('workspace.photos.selectAll')} onClick={onEverything} />}
      {failed.length > 0 && (
        <Button size="small" icon={RefreshCw} onClick={() => void actions.retry(failed)}>
          {t('workspace.photos.retry')}
        </Button>
      )}
      {eventId && count === 1 && only && (
        <IconButton icon={ImagePlus} size="small" label={t('workspace.photos.setCover')} onClick={() => void actions.setCover(only.id)} />
      )}
      {eventId && (
        <Menu
          label={t('workspace.photos.download')}
          icon={Download}
          busy={saving.busy}
          items={[
            { label: t('workspace.photos.originals'), icon: Download, onSelect: () => download(eventId, 'original') },
            { label: t('workspace.photos.web'), icon: Download, onSelect: () => download(eventId, 'web') },
          ]}
        />
      )}
      <IconButton icon={Tag} size="small" label={t('find.labels.action')} onClick={onLabel} />
      <IconButton icon={Pencil} size="small" label={t('workspace.photos.edit')} onClick={onEdit} />
      <IconButton icon={Trash2} size="small" label={t('workspace.photos.delete')} onClick={onDelete} className="text-bad!" />
    </div>
  )
}
