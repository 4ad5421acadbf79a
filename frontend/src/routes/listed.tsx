import { useInfiniteQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { CalendarSearch } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { Badge, EmptyState, ProblemNotice, Skeleton } from '@/components/Feedback'
import { Card, Page, PageHeader } from '@/components/Page'
import { EventCard } from '@/features/guest/EventCard'
import { listedOptions } from '@/features/guest/lists'
import { JoinByCode } from '@/features/landing/JoinByCode'

export const Route = createFileRoute('/listed')({
  loader: ({ context }) => {
    void context.queries.prefetchInfiniteQuery(listedOptions())
  },
  component: Listed,
})

function Listed() {
  const { t } = useTranslation()
  const listed = useInfiniteQuery(listedOptions())
  const all = listed.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page name={t('guest.listed.title')} width="wide">
      <PageHeader title={t('guest.listed.title')}>{t('guest.listed.lead')}</PageHeader>
      {listed.isPending && (
        <div role="status" aria-label={t('shell.loading')} className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
          <Skeleton className="h-32 sm:h-72" />
          <Skeleton className="h-32 sm:h-72" />
          <Skeleton className="h-32 sm:h-72" />
        </div>
      )}
      {listed.isError && <ProblemNotice error={listed.error} onRetry={() => void listed.refetch()} />}
      {listed.isSuccess && !all.length && (
        <EmptyState
          icon={CalendarSearch}
          title={t('guest.listed.none')}
          action={
            <Card className="w-full text-left">
              <JoinByCode />
            </Card>
          }
        >
          {t('guest.listed.noneText')}
        </EmptyState>
      )}
      <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
        {all.map((event) => (
          <li key={event.id}>
            <ListedCard event={event} />
          </li>
        ))}
      </ul>
      {listed.hasNextPage && (
        <Button className="self-center" busy={listed.isFetchingNextPage} onClick={() => void listed.fetchNextPage()}>
          {t('shell.loadMore')}
        </Button>
      )}
    </Page>
  )
}

function ListedCard({ event }: { event: EventOut }) {
  const { t } = useTranslation()
  const badge =
    event.role === 'host' ? (
      <Badge>{t('guest.listed.own')}</Badge>
    ) : event.registration_id ? (
      <Badge tone="good">{t('guest.listed.joined')}</Badge>
    ) : (
      <Badge tone={event.registration === 'open' ? 'accent' : 'plain'}>{t(`guest.listed.${event.registration}`)}</Badge>
    )
  if (event.role === 'host')
    return (
      <EventCard to="/events/$eventId" params={{ eventId: event.id }} event={event}>
        {badge}
      </EventCard>
    )
  if (event.registration_id)
    return (
      <EventCard to="/my/$registrationId" params={{ registrationId: event.registration_id }} event={event}>
        {badge}
      </EventCard>
    )
  return (
    <EventCard to="/join/$code" params={{ code: event.code ?? '' }} event={event}>
      {badge}
    </EventCard>
  )
}
