import { useInfiniteQuery, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { SearchX, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GuestOut } from '@/api/generated'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { Button, ButtonLink } from '@/components/Button'
import { EmptyState, Skeleton } from '@/components/Feedback'
import { Listing } from '@/components/Listing'
import { Funnel } from '@/features/guestlist/Funnel'
import { GuestRow } from '@/features/guestlist/GuestRow'
import { useChildMark } from '@/features/guestlist/useChildMark'
import { guestCounts, guestPages, type GuestSearch, STEPS } from '@/features/guestlist/guests'
import { RemoveGuest } from '@/features/guestlist/RemoveGuest'
import { ListFilter } from '@/features/listfilter/ListFilter'
import { asWhich, EVERYTHING } from '@/features/listfilter/which'

export const Route = createFileRoute('/events/$eventId/guests')({
  validateSearch: (said: Record<string, unknown>) => asWhich(STEPS, said),
  loaderDeps: ({ search }) => search,
  loader: ({ context, params, deps }) =>
    Promise.all([
      context.queries.prefetchInfiniteQuery(guestPages(params.eventId, deps)),
      context.queries.prefetchQuery(guestCounts(params.eventId)),
    ]),
  component: Guests,
})

function Guests() {
  const { t } = useTranslation()
  const { eventId } = Route.useParams()
  const which = Route.useSearch()
  const navigate = Route.useNavigate()
  const { data: event } = useSuspenseQuery(getEventOptions({ path: { event_id: eventId } }))
  const list = useInfiniteQuery(guestPages(eventId, which))
  const counts = useQuery(guestCounts(eventId))
  const [removing, setRemoving] = useState<GuestOut>()
  const markChild = useChildMark(eventId)
  const guests = list.data?.pages.flatMap((page) => page.items) ?? []
  const filtered = !!which.state || !!which.search
  const show = (change: GuestSearch) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  if (counts.data?.joined === 0 && !filtered) {
    return (
      <EmptyState
        icon={UsersRound}
        title={t('events.guests.none.title')}
        action={
          <ButtonLink look="primary" to="/events/$eventId/poster" params={{ eventId }}>
            {t('events.guests.none.action')}
          </ButtonLink>
        }
      >
        {t('events.guests.none.text')}
      </EmptyState>
    )
  }
  return (
    <section aria-labelledby="guests" className="flex flex-col gap-5">
      <h2 id="guests" className="sr-only">
        {t('events.tabs.guests')}
      </h2>
      {counts.data ? <Funnel counts={counts.data} /> : counts.isPending && <Skeleton className="h-28" />}
      <ListFilter
        which={which}
        onChange={show}
        search={t('events.guests.search')}
        label={t('events.guests.filter')}
        states={(['all', ...STEPS] as const).map((value) => ({ value, label: t(`events.guests.filters.${value}`) }))}
      />
      <Listing
        list={list}
        count={guests.length}
        said={t('events.guests.shown', { count: guests.length })}
        skeleton={
          <div className="flex flex-col gap-2">
            {Array.from({ length: 5 }, (_, at) => (
              <Skeleton key={at} className="h-20" />
            ))}
          </div>
        }
        nothing={<EmptyState icon={SearchX} title={t('events.guests.nothing.title')} action={<Button onClick={() => show(EVERYTHING)}>{t('events.guests.nothing.action')}</Button>} />}
      >
        <ul aria-busy={list.isPlaceholderData} className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
          {guests.map((guest) => (
            <GuestRow key={guest.id} guest={guest} eventId={eventId} timezone={event.timezone} onRemove={() => setRemoving(guest)} onChild={() => markChild(guest)} />
          ))}
        </ul>
      </Listing>
      <RemoveGuest guest={removing} eventId={eventId} onClose={() => setRemoving(undefined)} />
    </section>
  )
}
