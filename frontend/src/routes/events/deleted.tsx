import { createFileRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { BackLink, Page, PageHeader } from '@/components/Page'
import { deletedEvents } from '@/features/bin/bin'
import { DeletedEvents } from '@/features/bin/DeletedEvents'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/events/deleted')({
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loader: ({ context }) => context.queries.prefetchInfiniteQuery(deletedEvents()),
  component: Deleted,
})

function Deleted() {
  const { t } = useTranslation()
  return (
    <Page name={t('events.deleted.title')}>
      <PageHeader title={t('events.deleted.title')} above={<BackLink to="/events">{t('events.list.title')}</BackLink>}>
        {t('events.deleted.lead')}
      </PageHeader>
      <DeletedEvents />
    </Page>
  )
}
