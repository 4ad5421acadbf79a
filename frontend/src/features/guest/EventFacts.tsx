import { CalendarDays, Camera, MapPin } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { formatDateTime, formatSpan } from '@/i18n/format'

/** While an event is being described, it may not be known yet when it starts or ends. */
type Facts = Pick<EventOut, 'timezone' | 'venue' | 'location' | 'host'> & { starts_at: string | null; ends_at: string | null }

function when({ starts_at, ends_at, timezone }: Facts): string {
  if (starts_at && ends_at) return formatSpan(starts_at, ends_at, timezone)
  return starts_at ? formatDateTime(starts_at, timezone) : ''
}

/** When and where an event is, in the zone of its venue, and whose it is. */
export function EventFacts({ event }: { event: Facts }) {
  const { t } = useTranslation()
  const place = [event.venue, event.location].filter(Boolean)
  const facts = [
    ...(event.starts_at ? [{ icon: CalendarDays, name: t('guest.event.when'), value: when(event) }] : []),
    ...(place.length ? [{ icon: MapPin, name: t('guest.event.where'), value: place.join(', ') }] : []),
    { icon: Camera, name: t('guest.event.host'), value: event.host },
  ]
  return (
    <dl className="flex flex-col gap-2">
      {facts.map((fact) => (
        <div key={fact.name} className="flex items-start gap-3">
          <dt className="mt-0.5">
            <fact.icon aria-hidden className="size-5 text-muted" />
            <span className="sr-only">{fact.name}</span>
          </dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
