import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight, Plus } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink, IconButton } from '@/components/Button'
import { ProblemNotice } from '@/components/Feedback'
import { BackLink, Page, PageHeader } from '@/components/Page'
import { DayEvents, MonthList } from '@/features/calendar/DayEvents'
import { byDay, eventsAround } from '@/features/calendar/events'
import { MonthGrid } from '@/features/calendar/MonthGrid'
import { addMonths, monthOf, sameDay } from '@/features/calendar/month'
import { firstWeekday } from '@/features/calendar/week'
import { dayOf, validateDay } from '@/features/events/wallClock'
import { ownZone } from '@/features/events/zones'
import { requireType } from '@/features/session/guards'
import { formatDate } from '@/i18n/format'

const thisDay = () => dayOf(Date.now(), ownZone())

export const Route = createFileRoute('/events/calendar')({
  validateSearch: validateDay,
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loaderDeps: ({ search }) => ({ month: monthOf(search.day ?? thisDay()) }),
  loader: ({ context, deps }) => context.queries.prefetchQuery(eventsAround(deps.month)),
  component: Calendar,
})

function Calendar() {
  const { t } = useTranslation()
  const navigate = Route.useNavigate()
  const today = thisDay()
  const day = Route.useSearch().day ?? today
  const month = monthOf(day)
  const found = useQuery({ ...eventsAround(month), placeholderData: keepPreviousData })
  const events = useMemo(() => byDay(found.data ?? [], month), [found.data, month])
  const go = (to: string) => void navigate({ search: { day: to }, replace: true, resetScroll: false })
  const name = nameOf(month)
  return (
    <Page name={`${name} · ${t('events.list.calendar')}`} width="wide">
      <PageHeader
        title={t('events.list.calendar')}
        above={<BackLink to="/events">{t('events.list.title')}</BackLink>}
        actions={
          <ButtonLink to="/events/new" look="primary" icon={Plus}>
            {t('events.list.new')}
          </ButtonLink>
        }
      />
      <div className="flex flex-wrap items-center gap-2">
        <IconButton icon={ChevronLeft} look="quiet" label={t('events.calendar.before', { month: nameOf(addMonths(month, -1)) })} onClick={() => go(sameDay(day, -1))} />
        <IconButton icon={ChevronRight} look="quiet" label={t('events.calendar.after', { month: nameOf(addMonths(month, 1)) })} onClick={() => go(sameDay(day, 1))} />
        <Button onClick={() => go(today)}>{t('events.calendar.today')}</Button>
        <p aria-live="polite" className="display ml-2 text-xl">
          {name}
        </p>
      </div>
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      <div className="grid items-start gap-6 max-md:hidden lg:grid-cols-[minmax(0,1fr)_20rem]" aria-busy={found.isFetching}>
        <MonthGrid month={month} day={day} today={today} first={firstWeekday()} events={events} onDay={go} />
        <DayEvents day={day} events={events.get(day) ?? []} />
      </div>
      <div className="md:hidden" aria-busy={found.isFetching}>
        <MonthList month={month} events={events} />
      </div>
    </Page>
  )
}

function nameOf(month: string): string {
  return formatDate(`${month}-15T12:00:00Z`, 'UTC', { month: 'long', year: 'numeric' })
}
