import { Link } from '@tanstack/react-router'
import { CalendarDays, Images, MapPin, Users } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { Badge } from '@/components/Feedback'
import { formatNumber } from '@/i18n/format'
import { EventWhen } from './EventWhen'
import { StateBadge } from './StateBadge'

/** An event in a list; all of it leads to the event, its heading is the link. */
export function EventCard({ event, level = 2 }: { event: EventOut; level?: 2 | 3 }) {
  const { t } = useTranslation()
  const hosting = event.hosting
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <article className="group relative flex flex-col overflow-hidden rounded-card border border-line bg-surface shadow-card transition-shadow hover:shadow-float">
      <div className="relative aspect-[5/2] bg-accent-soft">
        {event.cover ? (
          <img src={`${event.cover}&size=320`} alt="" loading="lazy" className="size-full object-cover" />
        ) : (
          <span aria-hidden className="display grid size-full place-items-center text-4xl text-accent opacity-60">
            {[...event.name][0]?.toLocaleUpperCase()}
          </span>
        )}
        <span className="absolute top-3 left-3 flex gap-2 *:rounded-full *:bg-raised *:p-0.5 *:shadow-card">
          <span>
            <StateBadge state={event.state} />
          </span>
          {!!hosting?.matches_waiting && (
            <span>
              <Badge tone="warn">{t('events.card.waiting', { count: hosting.matches_waiting, number: formatNumber(hosting.matches_waiting) })}</Badge>
            </span>
          )}
        </span>
      </div>
      <div className="flex grow flex-col gap-2 p-4">
        <Heading className="text-lg font-semibold">
          <Link to="/events/$eventId" params={{ eventId: event.id }} className="group-hover:text-accent after:absolute after:inset-0">
            {event.name}
          </Link>
        </Heading>
        <ul className="flex flex-col gap-1 text-sm text-muted">
          <li className="flex gap-2">
            <CalendarDays aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span>
              <EventWhen event={event} />
            </span>
          </li>
          {(event.venue || event.location) && (
            <li className="flex gap-2">
              <MapPin aria-hidden className="mt-0.5 size-4 shrink-0" />
              <span className="line-clamp-1">{event.venue || event.location}</span>
            </li>
          )}
          {hosting && (
            <li className="flex flex-wrap gap-x-4 gap-y-1 tabular-nums">
              <span className="inline-flex items-center gap-2">
                <Images aria-hidden className="size-4" />
                {t('events.card.photos', { count: hosting.photo_count, number: formatNumber(hosting.photo_count) })}
              </span>
              <span className="inline-flex items-center gap-2">
                <Users aria-hidden className="size-4" />
                {t('events.card.guests', { count: hosting.guest_count, number: formatNumber(hosting.guest_count) })}
              </span>
            </li>
          )}
        </ul>
      </div>
    </article>
  )
}
