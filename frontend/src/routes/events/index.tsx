import { useInfiniteQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { CalendarDays, CalendarPlus, Plus, SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '@/components/Button'
import { EmptyState, Skeleton } from '@/components/Feedback'
import { Listing } from '@/components/Listing'
import { Page, PageHeader, TextLink } from '@/components/Page'
import { counted, deletedEvents } from '@/features/bin/bin'
import { EventCard } from '@/features/events/EventCard'
import { type EventSearch, eventPages, STATES } from '@/features/events/search'
import { ListFilter } from '@/features/listfilter/ListFilter'
import { asWhich, EVERYTHING } from '@/features/listfilter/which'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/events/')({
  validateSearch: (said: Record<string, unknown>) => asWhich(STATES, said),
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.queries.prefetchInfiniteQuery(deletedEvents())
    return context.queries.prefetchInfiniteQuery(eventPages(deps))
  },
  component: Events,
})

const GRID = 'grid gap-5 sm:grid-cols-2 lg:grid-cols-3'

function Events() {
  const { t } = useTranslation()
  const which = Route.useSearch()
  const navigate = Route.useNavigate()
  const list = useInfiniteQuery(eventPages(which))
  const deleted = counted(useInfiniteQuery(deletedEvents()).data)
  const events = list.data?.pages.flatMap((page) => page.items) ?? []
  const filtered = !!which.state || !!which.search
  const show = (change: EventSearch) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <Page name={t('events.list.title')} width="wide">
      <PageHeader
        title={t('events.list.title')}
        actions={
          <>
            <ButtonLink to="/events/calendar" icon={CalendarDays}>
              {t('events.list.calendar')}
            </ButtonLink>
            <ButtonLink to="/events/new" look="primary" icon={Plus}>
              {t('events.list.new')}
            </ButtonLink>
          </>
        }
      />
      <ListFilter
        which={which}
        onChange={show}
        search={t('events.list.search')}
        label={t('events.list.filter')}
        states={[{ value: 'all', label: t('events.list.all') }, ...STATES.map((state) => ({ value: state, label: t(`events.state.${state}`) }))]}
      >
        {deleted && (
          <TextLink to="/events/deleted" className="ml-auto text-sm">
            {t('events.deleted.link', { number: deleted })}
          </TextLink>
        )}
      </ListFilter>
      <Listing
        list={list}
        count={events.length}
        said={t('events.list.shown', { count: events.length })}
        skeleton={
          <div className={GRID}>
            {Array.from({ length: 6 }, (_, at) => (
              <Skeleton key={at} className="h-64" />
            ))}
          </div>
        }
        nothing={
          filtered ? (
            <EmptyState icon={SearchX} title={t('events.list.nothing.title')} action={<Button onClick={() => show(EVERYTHING)}>{t('events.list.nothing.action')}</Button>}>
              {t('events.list.nothing.text')}
            </EmptyState>
          ) : (
            <EmptyState
              icon={CalendarPlus}
              title={t('events.list.none.title')}
              action={
                <ButtonLink to="/events/new" look="primary" icon={Plus}>
                  {t('events.list.new')}
                </ButtonLink>
              }
            >
              {t('events.list.none.text')}
            </EmptyState>
          )
        }
      >
        <ul className={GRID} aria-busy={list.isPlaceholderData}>
          {events.map((event) => (
            <li key={event.id} className="contents">
              <EventCard event={event} />
            </li>
          ))}
        </ul>
      </Listing>
    </Page>
  )
}
