import { useInfiniteQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { Images } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { EmptyState, ProblemNotice, Skeleton } from '@/components/Feedback'
import { Card, Page, PageHeader, TextLink } from '@/components/Page'
import { myEventsOptions } from '@/features/guest/lists'
import { MyEventCard } from '@/features/guest/MyEventCard'
import { JoinByCode } from '@/features/landing/JoinByCode'
import { requireAccount } from '@/features/session/guards'

export const Route = createFileRoute('/my/')({
  beforeLoad: requireAccount,
  loader: ({ context }) => {
    void context.queries.prefetchInfiniteQuery(myEventsOptions())
  },
  component: MyEvents,
})

function MyEvents() {
  const { t } = useTranslation()
  const joined = useInfiniteQuery(myEventsOptions())
  const all = joined.data?.pages.flatMap((page) => page.items) ?? []
  const join = (
    <Card className="w-full max-w-xl text-left">
      <JoinByCode />
      <p className="mt-3">
        <TextLink to="/listed">{t('landing.listed')}</TextLink>
      </p>
    </Card>
  )
  return (
    <Page name={t('shell.myEvents')} width="wide">
      <PageHeader title={t('shell.myEvents')} />
      {joined.isPending && (
        <div role="status" aria-label={t('shell.loading')} className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
          <Skeleton className="h-32 sm:h-72" />
          <Skeleton className="h-32 sm:h-72" />
        </div>
      )}
      {joined.isError && <ProblemNotice error={joined.error} onRetry={() => void joined.refetch()} />}
      {joined.isSuccess && !all.length && (
        <EmptyState icon={Images} title={t('guest.mine.none')} action={join}>
          {t('guest.mine.noneText')}
        </EmptyState>
      )}
      {all.length > 0 && (
        <>
          <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
            {all.map((registration) => (
              <li key={registration.id}>
                <MyEventCard registration={registration} />
              </li>
            ))}
          </ul>
          {joined.hasNextPage && (
            <Button className="self-center" busy={joined.isFetchingNextPage} onClick={() => void joined.fetchNextPage()}>
              {t('shell.loadMore')}
            </Button>
          )}
          <section aria-labelledby="another" className="flex flex-col gap-3 pt-4">
            <h2 id="another" className="display text-xl">
              {t('guest.mine.another')}
            </h2>
            {join}
          </section>
        </>
      )}
    </Page>
  )
}
