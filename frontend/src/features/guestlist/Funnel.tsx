import { useTranslation } from 'react-i18next'
import type { GuestCounts } from '@/api/generated'
import { formatNumber } from '@/i18n/format'

/** How far guests came, from joining to having photos. */
export function Funnel({ counts }: { counts: GuestCounts }) {
  const { t } = useTranslation()
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {(['joined', 'consented', 'selfie', 'served'] as const).map((step) => (
        <div key={step} className="flex flex-col gap-2 rounded-card border border-line bg-surface p-4">
          <dt className="order-2 text-sm text-muted">{t(`events.guests.steps.${step}`)}</dt>
          <dd className="display order-1 text-2xl tabular-nums">{formatNumber(counts[step])}</dd>
          <div aria-hidden className="order-3 h-1.5 overflow-hidden rounded-full bg-sunken">
            <div className="h-full rounded-full bg-accent" style={{ width: `${counts.joined ? (100 * counts[step]) / counts.joined : 0}%` }} />
          </div>
        </div>
      ))}
    </dl>
  )
}
