import { createFileRoute, Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Badge } from '@/components/Feedback'
import { BackLink, Page, PageHeader, TabBar, TabLink } from '@/components/Page'
import { daysLeft, useRegistration } from '@/features/guest/registration'
import { formatSpan } from '@/i18n/format'

export const Route = createFileRoute('/my/$registrationId/_event')({ component: EventFrame })

const SOON_DAYS = 3

function EventFrame() {
  const { t } = useTranslation()
  const params = Route.useParams()
  const { event } = useRegistration(params.registrationId)
  const days = daysLeft(event.available_until)
  return (
    <Page name={event.name} width="wide">
      <PageHeader title={event.name} above={<BackLink to="/my">{t('shell.myEvents')}</BackLink>}>
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {formatSpan(event.starts_at, event.ends_at, event.timezone)}
          {event.venue && <span>{event.venue}</span>}
          <Badge tone={days <= SOON_DAYS ? 'warn' : 'plain'}>{t('guest.daysLeft', { count: days })}</Badge>
        </span>
      </PageHeader>
      <TabBar label={t('guest.tabs.label')}>
        <TabLink to="/my/$registrationId" params={params} activeOptions={{ exact: true, includeSearch: false }}>
          {t('guest.tabs.photos')}
        </TabLink>
        <TabLink to="/my/$registrationId/sharing" params={params}>
          {t('guest.tabs.sharing')}
        </TabLink>
        <TabLink to="/my/$registrationId/searches" params={params} activeOptions={{ exact: true }}>
          {t('guest.tabs.searches')}
        </TabLink>
      </TabBar>
      <Outlet />
    </Page>
  )
}
