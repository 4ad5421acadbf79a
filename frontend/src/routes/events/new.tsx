import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createFileRoute, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createEventMutation, getPhotographerOptions } from '@/api/generated/@tanstack/react-query.gen'
import { BackLink, Page, PageHeader } from '@/components/Page'
import { toast } from '@/components/toasts'
import { creationOf, newDraft } from '@/features/eventform/draft'
import { EventForm } from '@/features/eventform/EventForm'
import { eventIs } from '@/features/events/cache'
import { validateDay } from '@/features/events/wallClock'
import { ownZone } from '@/features/events/zones'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/events/new')({
  validateSearch: validateDay,
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  component: NewEvent,
})

function NewEvent() {
  const { t } = useTranslation()
  const { account } = Route.useRouteContext()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { data: business } = useQuery(getPhotographerOptions())
  const [begins] = useState(() => Date.now())
  const { day } = Route.useSearch()
  const [before] = useState(() => newDraft(ownZone(), begins, day))
  const create = useMutation({
    ...createEventMutation(),
    onSuccess: async (event) => {
      await eventIs(queries, event)
      toast(t('events.new.made', { name: event.name }), { tone: 'good' })
      await navigate({ to: '/events/$eventId', params: { eventId: event.id }, ignoreBlocker: true })
    },
  })
  return (
    <Page name={t('events.new.title')} width="wide">
      <PageHeader title={t('events.new.title')} above={<BackLink to="/events">{t('events.list.title')}</BackLink>}>
        {t('events.new.lead')}
      </PageHeader>
      <EventForm
        before={before}
        host={business?.business_name || account.display_name}
        begins={begins}
        action={t('events.new.action')}
        saving={create.isPending}
        error={create.error}
        onSubmit={(draft) => create.mutate({ body: creationOf(draft) })}
      />
    </Page>
  )
}
