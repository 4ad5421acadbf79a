import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { getDashboardOptions } from '@/api/generated/@tanstack/react-query.gen'
import { ButtonLink } from '@/components/Button'
import { Page, PageHeader } from '@/components/Page'
import { AttentionList } from '@/features/dashboard/AttentionList'
import { ComingEvents } from '@/features/dashboard/ComingEvents'
import { FirstRun } from '@/features/dashboard/FirstRun'
import { RecentUploads } from '@/features/dashboard/RecentUploads'
import { Totals } from '@/features/dashboard/Totals'
import { UploadsChart, uploadsPerMonth } from '@/features/dashboard/UploadsChart'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/dashboard')({
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loader: async ({ context }) => {
    void context.queries.prefetchQuery(uploadsPerMonth(12))
    await context.queries.ensureQueryData(getDashboardOptions())
  },
  component: Dashboard,
})

/** How often the numbers are asked for while photos are being looked at. */
const IN_WORK_MS = 5_000

function Dashboard() {
  const { t } = useTranslation()
  const { account } = Route.useRouteContext()
  const { data } = useSuspenseQuery({
    ...getDashboardOptions(),
    refetchInterval: ({ state }) => (state.data?.totals.photos_in_work ? IN_WORK_MS : false),
  })
  const first = data.totals.events === 0
  return (
    <Page name={t('dashboard.title')} width="wide">
      <PageHeader
        title={account.display_name ? t('dashboard.hello', { name: account.display_name }) : t('dashboard.title')}
        actions={
          !first && (
            <ButtonLink to="/events/new" look="primary" icon={Plus}>
              {t('events.list.new')}
            </ButtonLink>
          )
        }
      />
      {first ? (
        <FirstRun />
      ) : (
        <div className="flex flex-col gap-8">
          <AttentionList items={data.attention} />
          <Totals totals={data.totals} />
          <div className="grid gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
            <UploadsChart />
            <ComingEvents events={data.coming_events} />
          </div>
          <RecentUploads photos={data.recent_uploads} />
        </div>
      )}
    </Page>
  )
}
