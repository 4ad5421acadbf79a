import { Link } from '@tanstack/react-router'
import { ChevronRight, Clock, ImageOff, type LucideIcon, ScanFace, UploadCloud } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Attention } from '@/api/generated'
import { formatFromNow, formatNumber } from '@/i18n/format'

interface Mend {
  icon: LucideIcon
  to: '/events/$eventId' | '/events/$eventId/review' | '/events/$eventId/edit' | '/events/$eventId/upload'
  search?: Record<string, string>
}

const MEND: Record<Attention['kind'], Mend> = {
  photos_failed: { icon: ImageOff, to: '/events/$eventId', search: { state: 'failed' } },
  matches_waiting: { icon: ScanFace, to: '/events/$eventId/review' },
  expires_soon: { icon: Clock, to: '/events/$eventId/edit' },
  no_photos: { icon: UploadCloud, to: '/events/$eventId/upload' },
}

/** What the photographer should look at; each line leads to where it is mended. */
export function AttentionList({ items }: { items: Attention[] }) {
  const { t } = useTranslation()
  if (items.length === 0) return null
  return (
    <section aria-labelledby="attention" className="flex flex-col gap-3">
      <h2 id="attention" className="display text-xl">
        {t('dashboard.attention.title')}
      </h2>
      <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface shadow-card">
        {items.map((item) => {
          const { icon: Icon, to, search } = MEND[item.kind]
          const when = item.at ? formatFromNow(item.at) : ''
          return (
            <li key={`${item.kind} ${item.event_id}`}>
              <Link to={to} params={{ eventId: item.event_id }} search={search} className="flex min-h-14 items-center gap-4 px-4 py-3 hover:bg-sunken sm:px-5">
                <span className="grid size-9 shrink-0 place-items-center rounded-full bg-warn-soft text-warn">
                  <Icon aria-hidden className="size-5" />
                </span>
                <span className="flex min-w-0 grow flex-col">
                  <span className="font-semibold">
                    {t(`dashboard.attention.${item.kind}`, { count: item.count, number: formatNumber(item.count), when })}
                  </span>
                  <span className="truncate text-sm text-muted">{item.event}</span>
                </span>
                <ChevronRight aria-hidden className="size-5 shrink-0 text-muted" />
              </Link>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
