import { useInfiniteQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { CalendarDays, CalendarPlus, Plus, SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '@/components/Button'
import { EmptyState, Skeleton } from '@/components/Feedback'
import { Listing } from '@/components/Listing'
import { Page, PageHeader, TextLink } from '@/components/Page'
import { SearchField } from '@/components/SearchField'
import { Segmented } from '@/components/Segmented'
import { counted, deletedEvents } from '@/features/bin/bin'
import { EventCard } from '@/features/events/EventCard'
import { asEventSearch, eventPages, type StateFilter, STATES } from '@/features/events/search'
import { useTyped } from '@/features/events/useTyped'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/events/')({
  validateSearch: asEventSearch,
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
  const [typed, setTyped] = useTyped(which.search ?? '', (search) => {
    void navigate({ search: (had) => ({ ...had, search: search || undefined }), replace: true })
  })
  const events = list.data?.pages.flatMap((page) => page.items) ?? []
  const filtered = !!which.state || !!which.search
  const showAll = () => {
    setTyped('')
    void navigate({ search: {}, replace: true })
  }
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
      <div className="flex flex-wrap items-center gap-3">
        <SearchField label={t('events.list.search')} value={typed} onChange={setTyped} maxLength={200} />
        <Segmented<StateFilter | 'all'>
          label={t('events.list.filter')}
          value={which.state ?? 'all'}
          options={[
            { value: 'all', label: t('events.list.all') },
            ...STATES.map((state) => ({ value: state, label: t(`events.state.${state}`) })),
          ]}
          onChange={(state) => void navigate({ search: (had) => ({ ...had, state: state === 'all' ? undefined : state }), replace: true })}
        />
        {deleted && (
          <TextLink to="/events/deleted" className="ml-auto text-sm">
            {t('events.deleted.link', { number: deleted })}
          </TextLink>
        )}
      </div>
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
            <EmptyState icon={SearchX} title={t('events.list.nothing.title')} action={<Button onClick={showAll}>{t('events.list.nothing.action')}</Button>}>
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
