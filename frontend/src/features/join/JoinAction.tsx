import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { getEventByCodeQueryKey, joinEventMutation, listRegistrationsQueryKey } from '@/api/generated/@tanstack/react-query.gen'
import { Button, ButtonLink } from '@/components/Button'
import { Notice, ProblemNotice } from '@/components/Feedback'
import { nextStep, registrationOptions } from '@/features/guest/registration'
import { useAccount } from '@/features/session/account'
import { formatDate, formatDateTime } from '@/i18n/format'

interface JoinActionProps {
  event: EventOut
  code: string
}

/** What somebody at the door of an event can do: come in, log in first, or learn why not. */
export function JoinAction({ event, code }: JoinActionProps) {
  const { t } = useTranslation()
  const account = useAccount()
  const next = `/join/${encodeURIComponent(code)}`

  if (event.role === 'host')
    return (
      <Notice
        tone="accent"
        title={t('guest.join.own')}
        action={
          <ButtonLink size="small" to="/events/$eventId" params={{ eventId: event.id }}>
            {t('guest.join.toEvent')}
          </ButtonLink>
        }
      >
        {t('guest.join.ownText')}
      </Notice>
    )
  if (event.state === 'expired')
    return (
      <Notice tone="warn" title={t('guest.join.expired')}>
        {t('guest.join.expiredText', { date: formatDate(event.available_until, event.timezone, { dateStyle: 'long' }), host: event.host })}
      </Notice>
    )
  if (event.registration === 'closed')
    return (
      <Notice tone="warn" title={t('guest.join.closed')}>
        {t('guest.join.closedText', { host: event.host })}
      </Notice>
    )
  if (event.registration === 'not_yet')
    return (
      <Notice tone="accent" title={t('guest.join.notYet')}>
        {event.registration_opens_at
          ? t('guest.join.notYetFrom', { when: formatDateTime(event.registration_opens_at, event.timezone, { dateStyle: 'long' }) })
          : t('guest.join.notYetText', { host: event.host })}
      </Notice>
    )
  if (!account)
    return (
      <div className="flex flex-col gap-3">
        <p className="text-muted">{t('guest.join.lead')}</p>
        <ButtonLink to="/signup/guest" search={{ next }} look="primary" size="large">
          {t('guest.join.signUp')}
        </ButtonLink>
        <ButtonLink to="/login" search={{ next }} size="large">
          {t('guest.join.logIn')}
        </ButtonLink>
        <p className="text-center text-sm text-muted">{t('guest.join.back')}</p>
      </div>
    )
  return <Enter event={event} code={code} />
}

function Enter({ event, code }: JoinActionProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const join = useMutation({
    ...joinEventMutation(),
    onSuccess: async (registration) => {
      queries.setQueryData(registrationOptions(registration.id).queryKey, registration)
      void queries.invalidateQueries({ queryKey: listRegistrationsQueryKey() })
      queries.removeQueries({ queryKey: getEventByCodeQueryKey({ path: { code } }) })
      const params = { registrationId: registration.id }
      if (nextStep(registration) === 'consent') await navigate({ to: '/my/$registrationId/consent', params, replace: true })
      else await navigate({ to: '/my/$registrationId', params, replace: true })
    },
  })
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">{t('guest.join.lead')}</p>
      {join.isError && <ProblemNotice error={join.error} />}
      <Button look="primary" size="large" busy={join.isPending} onClick={() => join.mutate({ path: { code } })}>
        {t('guest.join.action')}
      </Button>
      <p className="text-center text-sm text-muted">{t('guest.join.seen', { host: event.host })}</p>
    </div>
  )
}
