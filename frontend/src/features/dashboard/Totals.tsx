import type { LucideIcon } from 'lucide-react'
import { HardDrive, Images, Send, Users } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Totals as Numbers } from '@/api/generated'
import { formatBytes, formatNumber } from '@/i18n/format'

interface Figure {
  icon: LucideIcon
  label: string
  value: string
  detail: string
}

/** Everything a photographer has, in four figures with what is behind them. */
export function Totals({ totals }: { totals: Numbers }) {
  const { t } = useTranslation()
  const counted = (count: number) => ({ count, number: formatNumber(count) })
  const figures: Figure[] = [
    {
      icon: Images,
      label: t('dashboard.totals.photos'),
      value: formatNumber(totals.photos),
      detail: totals.photos_in_work
        ? t('dashboard.totals.inWork', counted(totals.photos_in_work))
        : t('dashboard.totals.faces', counted(totals.faces)),
    },
    {
      icon: Users,
      label: t('dashboard.totals.served'),
      value: formatNumber(totals.guests_served),
      detail: t('dashboard.totals.registered', counted(totals.guests_registered)),
    },
    {
      icon: Send,
      label: t('dashboard.totals.delivered'),
      value: formatNumber(totals.matches_released),
      detail: t('dashboard.totals.downloaded', counted(totals.photos_downloaded)),
    },
    {
      icon: HardDrive,
      label: t('dashboard.totals.storage'),
      value: formatBytes(totals.bytes),
      detail: t('dashboard.totals.events', counted(totals.events)),
    },
  ]
  return (
    <dl className="grid grid-cols-2 gap-3 sm:gap-5 lg:grid-cols-4">
      {figures.map(({ icon: Icon, ...figure }) => (
        <div key={figure.label} className="flex flex-col gap-1 rounded-card border border-line bg-surface p-4 shadow-card sm:p-5">
          <dt className="flex items-center gap-2 text-sm text-muted">
            <Icon aria-hidden className="size-4 shrink-0" />
            {figure.label}
          </dt>
          <dd className="display text-2xl tabular-nums sm:text-3xl">{figure.value}</dd>
          <dd className="text-sm text-muted">{figure.detail}</dd>
        </div>
      ))}
    </dl>
  )
}
