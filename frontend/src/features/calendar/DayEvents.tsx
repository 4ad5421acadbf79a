import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { ButtonLink } from '@/components/Button'
import { TextLink } from '@/components/Page'
import { EventWhen } from '@/features/events/EventWhen'
import { StateBadge } from '@/features/events/StateBadge'
import { formatDate } from '@/i18n/format'

function EventLine({ event }: { event: EventOut }) {
  return (
    <li className="flex flex-col gap-1 border-l-4 border-accent py-1 pl-3">
      <span className="flex flex-wrap items-center gap-2">
        <TextLink to="/events/$eventId" params={{ eventId: event.id }}>
          {event.name}
        </TextLink>
        <StateBadge state={event.state} />
      </span>
      <span className="text-sm text-muted">
        <EventWhen event={event} />
      </span>
      {event.venue && <span className="text-sm text-muted">{event.venue}</span>}
    </li>
  )
}

/** What is on a day, and the way to put something on it. */
export function DayEvents({ day, events }: { day: string; events: EventOut[] }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="day" className="flex flex-col gap-4 rounded-card border border-line bg-surface p-5 shadow-card">
      <h2 id="day" className="display text-xl" aria-live="polite">
        {formatDate(`${day}T12:00:00Z`, 'UTC', { weekday: 'long', day: 'numeric', month: 'long' })}
      </h2>
      {events.length > 0 ? (
        <ul className="flex flex-col gap-3">
          {events.map((event) => (
            <EventLine key={event.id} event={event} />
          ))}
        </ul>
      ) : (
        <p className="text-muted">{t('events.calendar.free')}</p>
      )}
      <ButtonLink to="/events/new" search={{ day }} size="small" icon={Plus} className="self-start">
        {t('events.calendar.newHere')}
      </ButtonLink>
    </section>
  )
}

/** A month as a list, for narrow screens. */
export function MonthList({ month, events }: { month: string; events: Map<string, EventOut[]> }) {
  const { t } = useTranslation()
  const days = [...events].filter(([day]) => day.startsWith(month)).sort(([one], [other]) => one.localeCompare(other))
  if (days.length === 0) return <p className="py-8 text-center text-muted">{t('events.calendar.empty')}</p>
  return (
    <ol className="flex flex-col gap-6">
      {days.map(([day, there]) => (
        <li key={day} className="flex flex-col gap-3">
          <h2 className="text-sm font-semibold text-muted">
            {formatDate(`${day}T12:00:00Z`, 'UTC', { weekday: 'long', day: 'numeric', month: 'long' })}
          </h2>
          <ul className="flex flex-col gap-3">
            {there.map((event) => (
              <EventLine key={event.id} event={event} />
            ))}
          </ul>
        </li>
      ))}
    </ol>
  )
}
