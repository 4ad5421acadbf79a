import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, CircleDashed, Copy, type LucideIcon, Pause, Play, RefreshCw, UploadCloud, X } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/Button'
import { classes } from '@/components/classes'
import { formatBytes } from '@/i18n/format'
import type { Phase, UploadItem } from './queue'
import { libraryOf } from './place'
import type { Uploader } from './uploader'

const ICONS: Record<Phase, LucideIcon> = {
  waiting: CircleDashed, sending: UploadCloud, paused: Pause, done: CircleCheck, known: Copy, failed: CircleAlert,
}
const TONES: Record<Phase, string> = {
  waiting: 'text-muted', sending: 'text-accent', paused: 'text-warn', done: 'text-good', known: 'text-muted', failed: 'text-bad',
}

interface RowProps {
  item: UploadItem
  uploader: Uploader
  eventId: string
  top: number
  height: number
  at: number
  count: number
}

export const UploadRow = memo(function UploadRow({ item, uploader, eventId, top, height, at, count }: RowProps) {
  const { t } = useTranslation()
  const { phase, name, key } = item
  const Icon = ICONS[phase]
  const open = phase === 'waiting' || phase === 'sending'
  const percent = item.size ? Math.floor((item.sent / item.size) * 100) : 0
  return (
    <li
      aria-setsize={count}
      aria-posinset={at + 1}
      className="absolute inset-x-0 flex items-center gap-3 border-b border-line px-1"
      style={{ top, height }}
    >
      <Icon aria-hidden className={classes('size-5 shrink-0', TONES[phase])} />
      <div className="flex min-w-0 grow flex-col gap-0.5">
        <p className="flex gap-3 text-sm">
          <span className="min-w-0 grow truncate font-medium">{name}</span>
          <span className="shrink-0 text-muted tabular-nums">{formatBytes(item.size)}</span>
        </p>
        {phase === 'sending' || (phase === 'paused' && percent > 0) ? (
          <span role="progressbar" aria-label={t('workspace.upload.progressOf', { name })} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent} className="my-1.5 h-1.5 overflow-hidden rounded-full bg-sunken">
            <span className={classes('block h-full rounded-full', phase === 'paused' ? 'bg-edge' : 'bg-accent')} style={{ width: `${percent}%` }} />
          </span>
        ) : (
          <p className={classes('truncate text-xs', phase === 'failed' ? 'text-bad' : 'text-muted')} title={item.problem?.advice}>
            {phase === 'failed' && item.problem ? [item.problem.detail, item.problem.advice].filter(Boolean).join(' ') : t(`workspace.upload.phase.${phase}`)}
            {item.photo && (phase === 'done' || phase === 'known') && (
              <>
                {' '}
                <Link
                  {...(libraryOf(eventId)
                    ? { to: '/library/photos/$photoId' as const, params: { photoId: item.photo } }
                    : { to: '/events/$eventId/photos/$photoId' as const, params: { eventId, photoId: item.photo } })}
                  className="font-semibold text-accent underline underline-offset-2"
                >
                  {t('workspace.upload.openPhoto')}
                </Link>
              </>
            )}
          </p>
        )}
      </div>
      <div className="flex shrink-0">
        {open && <IconButton icon={Pause} size="small" label={t('workspace.upload.pause', { name })} onClick={() => uploader.pause([key])} />}
        {phase === 'paused' && <IconButton icon={Play} size="small" label={t('workspace.upload.resume', { name })} onClick={() => uploader.resume([key])} />}
        {phase === 'failed' && <IconButton icon={RefreshCw} size="small" label={t('workspace.upload.retry', { name })} onClick={() => uploader.resume([key])} />}
        {phase !== 'done' && phase !== 'known' && (
          <IconButton icon={X} size="small" label={t('workspace.upload.cancel', { name })} onClick={() => uploader.remove([key])} />
        )}
      </div>
    </li>
  )
})
