import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Outlet, redirect } from '@tanstack/react-router'
import { CalendarDays, MapPin } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { BackLink, Page } from '@/components/Page'
import { EventTabs } from '@/features/events/EventTabs'
import { EventWhen } from '@/features/events/EventWhen'
import { InviteBar } from '@/features/events/InviteBar'
import { StateBadge } from '@/features/events/StateBadge'
import { StateNotice } from '@/features/events/StateNotice'
import { useSearchKey } from '@/features/find/home'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/events/$eventId')({
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loader: async ({ context, params }) => {
    const event = await context.queries.ensureQueryData(getEventOptions({ path: { event_id: params.eventId } }))
    // Somebody else's event, seen because it is listed or joined: its public face is where guests see it.
    if (event.role !== 'host' && event.code) throw redirect({ to: '/join/$code', params: { code: event.code } })
  },
  component: EventFrame,
})

function EventFrame() {
  const { t } = useTranslation()
  const { eventId } = Route.useParams()
  const { data: event } = useSuspenseQuery(getEventOptions({ path: { event_id: eventId } }))
  useSearchKey(eventId)
  const place = [event.venue, event.location].filter(Boolean).join(', ')
  return (
    <Page name={event.name} width="wide">
      <header className="flex flex-col gap-4 print:hidden">
        <BackLink to="/events">{t('events.list.title')}</BackLink>
        <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4">
          <div className="flex min-w-0 flex-col gap-2">
            <h1 className="display flex flex-wrap items-center gap-x-3 gap-y-1 text-2xl sm:text-3xl">
              {event.name}
              <span className="font-sans">
                <StateBadge state={event.state} />
              </span>
            </h1>
            <ul className="flex flex-wrap gap-x-5 gap-y-1 text-muted">
              <li className="flex items-center gap-2">
                <CalendarDays aria-hidden className="size-4 shrink-0" />
                <span>
                  <EventWhen event={event} />
                </span>
              </li>
              {place && (
                <li className="flex items-center gap-2">
                  <MapPin aria-hidden className="size-4 shrink-0" />
                  {place}
                </li>
              )}
            </ul>
          </div>
          <InviteBar event={event} />
        </div>
        <StateNotice event={event} />
        <EventTabs event={event} />
      </header>
      <Outlet />
    </Page>
  )
}
