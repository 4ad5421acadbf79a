import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { formatDate } from '@/i18n/format'
import { monthOf, moveBy, weeksOf } from './month'

interface MonthGridProps {
  month: string
  /** The day that has the focus, or would get it. */
  day: string
  today: string
  first: number
  events: Map<string, EventOut[]>
  onDay: (day: string) => void
}

const SHOWN = 3

/** A month as a grid of days (WAI-ARIA date grid): arrows, Home, End, Page Up and Page Down, with Shift for years. */
export function MonthGrid({ month, day, today, first, events, onDay }: MonthGridProps) {
  const { t } = useTranslation()
  const weeks = weeksOf(month, first)
  const grid = useRef<HTMLTableElement>(null)
  const byKey = useRef(false)
  useEffect(() => {
    if (!byKey.current) return
    byKey.current = false
    grid.current?.querySelector<HTMLButtonElement>(`[data-day="${day}"]`)?.focus()
  }, [day])
  function onKeyDown(event: KeyboardEvent) {
    const to = moveBy(day, event.key, event.shiftKey, first)
    if (!to || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    byKey.current = true
    onDay(to)
  }
  const said = (date: string, options: Intl.DateTimeFormatOptions) => formatDate(`${date}T12:00:00Z`, 'UTC', options)
  return (
    <table
      ref={grid}
      role="grid"
      aria-label={said(`${month}-01`, { month: 'long', year: 'numeric' })}
      onKeyDown={onKeyDown}
      className="w-full table-fixed border-collapse overflow-hidden rounded-card border border-line bg-surface"
    >
      <thead>
        <tr>
          {weeks[0]?.map((date) => (
            <th key={date} scope="col" abbr={said(date, { weekday: 'long' })} className="border-b border-line py-2 text-xs font-semibold text-muted">
              {said(date, { weekday: 'short' })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((date) => {
              const there = events.get(date) ?? []
              const outside = monthOf(date) !== month
              return (
                <td
                  key={date}
                  aria-selected={date === day}
                  className={classes('h-28 border border-line p-1.5 align-top', outside && 'bg-sunken', date === day && 'bg-accent-soft')}
                >
                  <button
                    type="button"
                    data-day={date}
                    tabIndex={date === day ? 0 : -1}
                    aria-current={date === today ? 'date' : undefined}
                    aria-label={t('events.calendar.day', {
                      date: said(date, { dateStyle: 'full' }),
                      count: there.length,
                    })}
                    onClick={() => onDay(date)}
                    className={classes(
                      'mb-1 grid size-8 place-items-center rounded-full text-sm font-semibold tabular-nums hover:bg-sunken',
                      date === today && 'bg-accent text-on-accent hover:bg-accent-strong',
                      outside && date !== today && 'text-muted',
                    )}
                  >
                    {Number(date.slice(8))}
                  </button>
                  <ul className="flex flex-col gap-1">
                    {there.slice(0, SHOWN).map((event) => (
                      <li key={event.id}>
                        <Link
                          to="/events/$eventId"
                          params={{ eventId: event.id }}
                          tabIndex={-1}
                          title={event.name}
                          className="block truncate rounded-md border-l-4 border-accent bg-raised px-1.5 py-1 text-xs font-semibold shadow-card hover:text-accent"
                        >
                          {event.name}
                        </Link>
                      </li>
                    ))}
                    {there.length > SHOWN && <li className="px-1.5 text-xs text-muted">{t('events.calendar.more', { count: there.length - SHOWN })}</li>}
                  </ul>
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
