import { useInfiniteQuery } from '@tanstack/react-query'
import { CalendarDays, Clock, Images, Trash2, Undo2 } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeletedEventOut } from '@/api/generated'
import { Button, ButtonLink } from '@/components/Button'
import { EmptyState, Skeleton } from '@/components/Feedback'
import { Listing } from '@/components/Listing'
import { useKeptFocus } from '@/components/useKeptFocus'
import { useRestoreEvent } from '@/features/events/deletion'
import { EventWhen } from '@/features/events/EventWhen'
import { formatFromNow, formatNumber } from '@/i18n/format'
import { deletedEvents, LOOK_AGAIN_MS, restorable } from './bin'
import { useNow } from './useNow'

/** The events one deleted, while they can be brought back. */
export function DeletedEvents() {
  const { t } = useTranslation()
  const list = useInfiniteQuery({ ...deletedEvents(), refetchInterval: LOOK_AGAIN_MS })
  const now = useNow()
  const section = useRef<HTMLDivElement>(null)
  const events = restorable(list.data, now)
  const count = events.length
  useKeptFocus(section)
  return (
    <div
      ref={section}
      tabIndex={-1}
      role="group"
      aria-label={t('events.deleted.title')}
      className="flex flex-col gap-5 outline-none"
    >
      <Listing
        list={list}
        count={count}
        said={t('events.list.shown', { count })}
        skeleton={<Skeleton className="h-24" />}
        nothing={
          <EmptyState
            icon={Trash2}
            title={t('events.deleted.empty.title')}
            action={<ButtonLink to="/events">{t('events.deleted.empty.action')}</ButtonLink>}
          >
            {t('events.deleted.empty.text')}
          </EmptyState>
        }
      >
        <ul className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
          {events.map((event) => (
            <Row key={event.id} event={event} now={now} />
          ))}
        </ul>
      </Listing>
    </div>
  )
}

function Row({ event, now }: { event: DeletedEventOut; now: number }) {
  const { t } = useTranslation()
  const restore = useRestoreEvent()
  const facts = [
    { icon: CalendarDays, text: <EventWhen event={event} /> },
    { icon: Images, text: t('events.card.photos', { count: event.photo_count, number: formatNumber(event.photo_count) }) },
    { icon: Clock, text: t('events.deleted.until', { when: formatFromNow(event.restorable_until, now) }) },
  ]
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 p-4 sm:px-5">
      <div className="flex min-w-0 flex-col gap-1">
        <h2 className="font-semibold break-words">{event.name}</h2>
        <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm text-muted tabular-nums">
          {facts.map(({ icon: Icon, text }, at) => (
            <li key={at} className="flex items-center gap-2">
              <Icon aria-hidden className="size-4 shrink-0" />
              <span>{text}</span>
            </li>
          ))}
        </ul>
      </div>
      <Button
        icon={Undo2}
        busy={restore.isPending}
        aria-label={t('events.deleted.restoreNamed', { name: event.name })}
        onClick={() => restore.mutate({ path: { event_id: event.id } })}
      >
        {t('shell.restore')}
      </Button>
    </li>
  )
}
