import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getUploadsPerMonthOptions } from '@/api/generated/@tanstack/react-query.gen'
import { ProblemNotice, Skeleton } from '@/components/Feedback'
import { Card } from '@/components/Page'
import { Segmented } from '@/components/Segmented'
import { ownZone } from '@/features/events/zones'
import { formatDate, formatNumber } from '@/i18n/format'
import type { MonthBar } from './UploadsBars'

// The library of charts is as large as the rest of the page.
const UploadsBars = lazy(() => import('./UploadsBars'))

const SPANS = ['6', '12', '24'] as const
type Span = (typeof SPANS)[number]

export const uploadsPerMonth = (months: number) => getUploadsPerMonthOptions({ query: { timezone: ownZone(), months } })

/** Photos by the month of their arrival: bars, and the same as a table. */
export function UploadsChart() {
  const { t } = useTranslation()
  const [span, setSpan] = useState<Span>('12')
  const { data, error, isError, refetch } = useQuery({ ...uploadsPerMonth(Number(span)), placeholderData: keepPreviousData })
  const bars: MonthBar[] = (data?.months ?? []).map(({ month, photos }) => {
    const said = (options: Intl.DateTimeFormatOptions) => formatDate(`${month}-15T12:00:00Z`, 'UTC', options)
    return { month, photos, short: said({ month: 'short', year: span === '24' ? '2-digit' : undefined }), name: said({ month: 'long', year: 'numeric' }) }
  })
  const describe = (bar: MonthBar) => t('dashboard.chart.bar', { month: bar.name, count: bar.photos, number: formatNumber(bar.photos) })
  return (
    <Card aria-labelledby="chart" className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="chart" className="display text-xl">
          {t('dashboard.chart.title')}
        </h2>
        <Segmented
          label={t('dashboard.chart.span')}
          value={span}
          options={SPANS.map((value) => ({ value, label: t('dashboard.chart.months', { count: Number(value) }) }))}
          onChange={setSpan}
        />
      </div>
      {isError && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!isError && (
        <Suspense fallback={<Skeleton className="h-64" />}>
          {data ? <UploadsBars bars={bars} describe={describe} /> : <Skeleton className="h-64" />}
        </Suspense>
      )}
      <details className="text-sm">
        <summary className="inline-flex min-h-8 items-center font-semibold text-muted hover:text-ink">{t('dashboard.chart.asTable')}</summary>
        <table className="mt-2 w-full max-w-sm">
          <caption className="sr-only">{t('dashboard.chart.title')}</caption>
          <thead>
            <tr className="text-left text-muted">
              <th scope="col" className="py-1 font-semibold">
                {t('dashboard.chart.month')}
              </th>
              <th scope="col" className="py-1 text-right font-semibold">
                {t('dashboard.totals.photos')}
              </th>
            </tr>
          </thead>
          <tbody>
            {bars.toReversed().map((bar) => (
              <tr key={bar.month} className="border-t border-line">
                <th scope="row" className="py-1 text-left font-normal">
                  {bar.name}
                </th>
                <td className="py-1 text-right tabular-nums">{formatNumber(bar.photos)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Card>
  )
}
