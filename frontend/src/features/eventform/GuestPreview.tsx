import { Clock, UserRoundPlus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { instantOf } from '@/features/events/wallClock'
import { Cover } from '@/features/guest/Cover'
import { EventFacts } from '@/features/guest/EventFacts'
import { formatDate, formatDateTime } from '@/i18n/format'
import { availableUntil, type EventDraft, windowOf } from './draft'

interface GuestPreviewProps {
  draft: EventDraft
  host: string
  cover: string | null
  begins?: number
}

/** The event as guests will see it on their phones, made of the same parts, while it is being described. */
export function GuestPreview({ draft, host, cover, begins }: GuestPreviewProps) {
  const { t } = useTranslation()
  const [starts, ends] = [instantOf(draft.starts, draft.timezone), instantOf(draft.ends, draft.timezone)]
  // What does not fit yet is left out; the rest stays.
  const fits = !(ends <= starts)
  const until = fits || draft.days === 'own' ? availableUntil(draft, begins) : NaN
  return (
    <div className="overflow-hidden rounded-sheet border border-line bg-surface shadow-card">
      <Cover src={cover} className="aspect-[16/10] w-full" />
      <div className="flex flex-col gap-4 p-5">
        <div className="flex flex-col gap-1">
          <p className="text-sm font-semibold text-muted">{t('guest.join.invited')}</p>
          <p className="display text-2xl">{draft.name.trim() || t('events.preview.name')}</p>
        </div>
        <EventFacts
          event={{
            starts_at: isoOf(starts),
            ends_at: fits ? isoOf(ends) : null,
            timezone: draft.timezone,
            venue: draft.venue.trim(),
            location: draft.location.trim(),
            host,
          }}
        />
        {draft.description.trim() && <p className="line-clamp-6 whitespace-pre-line text-muted">{draft.description.trim()}</p>}
        <p className="rounded-control bg-accent px-4 py-2.5 text-center font-semibold text-on-accent">{t('events.preview.join')}</p>
        <ul className="flex flex-col gap-1.5 border-t border-line pt-3 text-sm text-muted">
          <Line icon={UserRoundPlus}>
            <JoinTimes draft={draft} />
          </Line>
          {!Number.isNaN(until) && (
            <Line icon={Clock}>
              {t('events.preview.until', { date: formatDate(new Date(until).toISOString(), draft.timezone) })}
            </Line>
          )}
        </ul>
      </div>
    </div>
  )
}

function Line({ icon: Icon, children }: { icon: typeof Clock; children: ReactNode }) {
  return (
    <li className="flex gap-2.5">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0">{children}</span>
    </li>
  )
}

function isoOf(instant: number): string | null {
  return Number.isNaN(instant) ? null : new Date(instant).toISOString()
}

function JoinTimes({ draft }: { draft: EventDraft }) {
  const { t } = useTranslation()
  const { opens, closes } = windowOf(draft)
  const [opening, closing] = [instantOf(opens, draft.timezone), instantOf(closes, draft.timezone)]
  const said = (instant: number) => {
    const iso = isoOf(instant)
    return iso === null ? '' : formatDateTime(iso, draft.timezone)
  }
  const [from, to] = [said(opening), closing <= opening ? '' : said(closing)]
  if (from && to) return t('events.preview.joinBetween', { from, to })
  if (from) return t('events.preview.joinFrom', { from })
  if (to) return t('events.preview.joinUntil', { to })
  return t('events.preview.joinAlways')
}
