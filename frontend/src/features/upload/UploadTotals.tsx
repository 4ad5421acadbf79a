import { CircleX, Pause, Play, RefreshCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { Progress } from '@/components/Feedback'
import { toast } from '@/components/toasts'
import { formatBytes, formatDuration } from '@/i18n/format'
import { isActive, type Phase, type Totals, type UploadItem } from './queue'
import type { Uploader } from './uploader'

interface TotalsProps {
  items: readonly UploadItem[]
  totals: Totals
  rate: number | undefined
  uploader: Uploader
}

/** All files of this upload together, and what can be done with all of them. */
export function UploadTotals({ items, totals, rate, uploader }: TotalsProps) {
  const { t } = useTranslation()
  const keys = (...phases: Phase[]) => items.filter((item) => phases.includes(item.phase)).map((item) => item.key)
  const { count } = totals
  const active = isActive(totals)
  const said = [
    t('workspace.upload.bytes', { sent: formatBytes(totals.sent), total: formatBytes(totals.bytes) }),
    active && rate !== undefined && rate > 0 && t('workspace.upload.rate', { rate: formatBytes(rate) }),
    active && rate !== undefined && rate > 0 && t('workspace.upload.left', { time: formatDuration(totals.left / rate) }),
    count.known > 0 && t('workspace.upload.known', { count: count.known }),
    count.failed > 0 && t('workspace.upload.failed', { count: count.failed }),
  ].filter(Boolean)
  return (
    <div className="flex flex-col gap-3">
      <Progress
        value={totals.bytes ? totals.sent / totals.bytes : 0}
        label={
          active || totals.finished < totals.files
            ? t('workspace.upload.progress', { done: totals.finished, count: totals.files })
            : t('workspace.upload.allDone', { count: totals.files })
        }
      />
      <p className="text-sm text-muted tabular-nums">{said.join(' · ')}</p>
      <div className="flex flex-wrap gap-2">
        {active && (
          <Button size="small" icon={Pause} onClick={() => uploader.pause(keys('waiting', 'sending'))}>
            {t('workspace.upload.pauseAll')}
          </Button>
        )}
        {count.paused > 0 && (
          <Button size="small" look="primary" icon={Play} onClick={() => uploader.resume(keys('paused'))}>
            {t('workspace.upload.resumeAll')}
          </Button>
        )}
        {count.failed > 0 && (
          <Button size="small" icon={RefreshCw} onClick={() => uploader.resume(keys('failed'))}>
            {t('workspace.upload.retryAll')}
          </Button>
        )}
        {(active || count.paused > 0) && (
          <Button
            size="small"
            look="plain"
            icon={CircleX}
            onClick={() => {
              const open = keys('waiting', 'sending', 'paused')
              uploader.remove(open)
              toast(t('workspace.upload.cancelled', { count: open.length }))
            }}
          >
            {t('workspace.upload.cancelAll')}
          </Button>
        )}
        {!active && totals.finished > 0 && (
          <Button size="small" look="plain" onClick={() => uploader.remove(keys('done', 'known'))}>
            {t('workspace.upload.clear')}
          </Button>
        )}
      </div>
    </div>
  )
}
