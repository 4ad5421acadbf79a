import { Link, useRouterState } from '@tanstack/react-router'
import { CircleCheck, CloudOff, TriangleAlert, UploadCloud } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '@/features/session/account'
import { formatDuration } from '@/i18n/format'
import { useUploads } from './loaded'
import { libraryOf } from './place'
import { isActive } from './queue'
import type { Uploader } from './uploader'

/** A small sign on every other page that uploads go on, and the way to them. */
export default function UploadDock({ uploader }: { uploader: Uploader }) {
  const { t } = useTranslation()
  const { items, totals, rate, lost } = useUploads(uploader)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const account = useAccount()
  useEffect(() => {
    if (account === null) uploader.stop()
  }, [account, uploader])

  const event = (items.find((item) => item.phase === 'sending' || item.phase === 'waiting') ?? items.at(-1))?.eventId
  const active = isActive(totals)
  const library = event !== undefined && libraryOf(event) !== undefined
  if (!event || path === (library ? '/library/upload' : `/events/${event}/upload`) || (!active && totals.count.failed + totals.count.paused === 0)) return null
  const Icon = lost ? CloudOff : active ? UploadCloud : totals.count.failed ? TriangleAlert : CircleCheck
  const left = rate && totals.left ? formatDuration(totals.left / rate) : undefined
  return (
    <Link
      {...(library ? { to: '/library/upload' as const } : { to: '/events/$eventId/upload' as const, params: { eventId: event } })}
      className="fixed right-3 bottom-3 z-30 flex w-72 max-w-[calc(100vw-1.5rem)] flex-col gap-2 rounded-card border border-line bg-raised p-3 text-sm shadow-float print:hidden"
    >
      <span className="flex items-center gap-2">
        <Icon aria-hidden className="size-5 shrink-0 text-accent" />
        <span className="grow font-semibold">
          {lost
            ? t('workspace.upload.lostShort')
            : active
              ? t('workspace.upload.dock', { done: totals.finished, count: totals.files })
              : t('workspace.upload.dockRest', { count: totals.count.failed + totals.count.paused })}
        </span>
        {active && !lost && left && <span className="text-muted">{left}</span>}
      </span>
      <span aria-hidden className="h-1.5 overflow-hidden rounded-full bg-sunken">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${totals.bytes ? (totals.sent / totals.bytes) * 100 : 0}%` }} />
      </span>
    </Link>
  )
}
