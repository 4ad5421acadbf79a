import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { ButtonLink } from '@/components/Button'
import { Card, TextLink } from '@/components/Page'
import { EventWhen } from '@/features/events/EventWhen'
import { StateBadge } from '@/features/events/StateBadge'
import { formatFromNow, formatNumber } from '@/i18n/format'

const SHOWN = 5

/** Events that go on or come next, the next first. */
export function ComingEvents({ events }: { events: EventOut[] }) {
  const { t } = useTranslation()
  return (
    <Card aria-labelledby="coming" className="flex flex-col gap-4">
      <h2 id="coming" className="display text-xl">
        {t('dashboard.coming.title')}
      </h2>
      {events.length === 0 ? (
        <p className="text-muted">{t('dashboard.coming.none')}</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {events.slice(0, SHOWN).map((event) => (
            <li key={event.id} className="flex flex-col gap-1 py-3 first:pt-0 last:pb-0">
              <span className="flex flex-wrap items-center justify-between gap-2">
                <TextLink to="/events/$eventId" params={{ eventId: event.id }}>
                  {event.name}
                </TextLink>
                {event.state === 'live' ? <StateBadge state="live" /> : <span className="text-sm text-muted">{formatFromNow(event.starts_at)}</span>}
              </span>
              <span className="text-sm text-muted">
                <EventWhen event={event} />
              </span>
              {event.hosting && (
                <span className="text-sm text-muted">
                  {t('events.card.guests', { count: event.hosting.guest_count, number: formatNumber(event.hosting.guest_count) })}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <div className="mt-auto flex flex-wrap gap-2 pt-1">
        <ButtonLink to="/events/calendar" size="small">
          {t('events.list.calendar')}
        </ButtonLink>
        {events.length > SHOWN && (
          <ButtonLink to="/events" search={{ state: 'upcoming' }} size="small">
            {t('dashboard.coming.all')}
          </ButtonLink>
        )}
      </div>
    </Card>
  )
}
