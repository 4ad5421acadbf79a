import { CalendarDays, Clock, MapPin, UserRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ReactNode } from 'react'
import { EventWhen } from '@/features/events/EventWhen'
import { instantOf } from '@/features/events/wallClock'
import { formatDate, formatDateTime } from '@/i18n/format'
import { availableUntil, type EventDraft, windowOf } from './draft'

interface GuestPreviewProps {
  draft: EventDraft
  host: string
  cover: string | null
  begins?: number
}

/** The event as guests will see it on their phones, while it is being described. */
export function GuestPreview({ draft, host, cover, begins }: GuestPreviewProps) {
  const { t } = useTranslation()
  const [starts, ends] = [instantOf(draft.starts, draft.timezone), instantOf(draft.ends, draft.timezone)]
  const until = availableUntil(draft, begins)
  const place = [draft.venue.trim(), draft.location.trim()].filter(Boolean).join(', ')
  return (
    <div className="overflow-hidden rounded-sheet border border-line bg-paper shadow-card">
      <div className="grid aspect-[3/2] place-items-center bg-accent-soft">
        {cover ? (
          <img src={cover} alt="" className="size-full object-cover" />
        ) : (
          <p className="display px-6 text-center text-2xl text-accent">{draft.name.trim() || t('events.preview.name')}</p>
        )}
      </div>
      <div className="flex flex-col gap-4 p-5">
        <div className="flex flex-col gap-1">
          <p className="text-sm text-muted">{t('events.preview.invited', { host })}</p>
          <p className="display text-xl">{draft.name.trim() || t('events.preview.name')}</p>
        </div>
        <ul className="flex flex-col gap-2 text-sm">
          {starts < ends && (
            <Line icon={CalendarDays}>
              <EventWhen
                event={{
                  starts_at: new Date(starts).toISOString(),
                  ends_at: new Date(ends).toISOString(),
                  timezone: draft.timezone,
                }}
              />
            </Line>
          )}
          {place && <Line icon={MapPin}>{place}</Line>}
          <Line icon={UserRound}>
            <JoinTimes draft={draft} />
          </Line>
          {!Number.isNaN(until) && (
            <Line icon={Clock}>
              {t('events.preview.until', { date: formatDate(new Date(until).toISOString(), draft.timezone) })}
            </Line>
          )}
        </ul>
        {draft.description.trim() && <p className="line-clamp-6 text-sm whitespace-pre-line">{draft.description.trim()}</p>}
        <p className="rounded-control bg-accent px-4 py-2.5 text-center font-semibold text-on-accent">{t('events.preview.join')}</p>
      </div>
    </div>
  )
}

function Line({ icon: Icon, children }: { icon: typeof Clock; children: ReactNode }) {
  return (
    <li className="flex gap-2.5">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <span className="min-w-0">{children}</span>
    </li>
  )
}

function JoinTimes({ draft }: { draft: EventDraft }) {
  const { t } = useTranslation()
  const { opens, closes } = windowOf(draft)
  const said = (local: string) => {
    const instant = instantOf(local, draft.timezone)
    return Number.isNaN(instant) ? '' : formatDateTime(new Date(instant).toISOString(), draft.timezone)
  }
  const [from, to] = [said(opens), said(closes)]
  if (from && to) return t('events.preview.joinBetween', { from, to })
  if (from) return t('events.preview.joinFrom', { from })
  if (to) return t('events.preview.joinUntil', { to })
  return t('events.preview.joinAlways')
}
