import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { MonthOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { formatDate, formatNumber } from '@/i18n/format'
import { monthKey } from './whichPhotos'

interface TimelineProps {
  personId: string
  months: readonly MonthOut[]
  /** The month from which on photos are shown. */
  from: MonthOut | undefined
  timeZone: string
}

/** Pixels of the bar of the month with the most photos. */
const HIGH = 40
const LOW = 3

/**
 * The months of somebody's photos as bars, each of which leads to its photos; the chosen one leads back to all.
 *
 * The router marks the chosen one (`aria-current`): where one is leads to less than the address says.
 */
export function PersonTimeline({ personId, months, from, timeZone }: TimelineProps) {
  const { t } = useTranslation()
  const present = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    present.current?.scrollIntoView?.({ block: 'nearest', inline: 'center' })
  }, [])
  if (months.length < 2) return null
  const most = Math.max(...months.map((month) => month.photos))
  return (
    <section className="flex flex-col gap-1">
      <h3 id="months" className="text-sm font-semibold text-muted">
        {t('people.timeline.title')}
      </h3>
      <nav aria-labelledby="months" className="-mx-4 overflow-x-auto px-4 pb-1 sm:-mx-1 sm:px-1">
        <ol className="flex w-max items-end">
          {months.map((month, at) => {
            const chosen = month === from
            const name = formatDate(month.starts_at, timeZone, { month: 'long', year: 'numeric' })
            return (
              <li key={monthKey(month)} className={classes('flex flex-col', at > 0 && months[at - 1]?.year !== month.year && 'ml-3')}>
                <Link
                  ref={chosen ? present : undefined}
                  from="/people/$personId"
                  to="/people/$personId"
                  params={{ personId }}
                  search={(before) => ({ ...before, from: chosen ? undefined : monthKey(month) })}
                  resetScroll={false}
                  className={classes(
                    'group relative flex w-10 flex-col items-center justify-end gap-1 rounded-control px-0.5 pt-2 text-xs tabular-nums outline-offset-0',
                    chosen ? 'font-semibold text-ink' : 'text-muted hover:text-ink',
                  )}
                >
                  <span className="sr-only">{t('people.timeline.month', { month: name, count: month.photos })}</span>
                  <span aria-hidden>{formatNumber(month.photos, { notation: 'compact' })}</span>
                  <span
                    aria-hidden
                    className={classes('w-6 rounded-t-sm transition-colors', chosen ? 'bg-accent' : 'bg-muted/40 group-hover:bg-accent')}
                    style={{ height: Math.max(LOW, (month.photos / most) * HIGH) }}
                  />
                  <span aria-hidden>{formatDate(month.starts_at, timeZone, { month: 'short' })}</span>
                  <span aria-hidden className="h-4 font-semibold">
                    {(at === 0 || months[at - 1]?.year !== month.year) && formatDate(month.starts_at, timeZone, { year: 'numeric' })}
                  </span>
                </Link>
              </li>
            )
          })}
        </ol>
      </nav>
    </section>
  )
}
