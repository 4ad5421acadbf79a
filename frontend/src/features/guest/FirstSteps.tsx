import { useQuery } from '@tanstack/react-query'
import { Camera, ScanFace } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { RegistrationOut } from '@/api/generated'
import { listSearchesOptions } from '@/api/generated/@tanstack/react-query.gen'
import { ButtonLink } from '@/components/Button'
import { EmptyState, Notice } from '@/components/Feedback'
import { nextStep } from './registration'

/** Nothing was searched yet: the way to one's photos. */
export function FirstSteps({ registration }: { registration: RegistrationOut }) {
  const { t } = useTranslation()
  const params = { registrationId: registration.id }
  const consented = nextStep(registration) === 'selfie'
  const runs = useQuery({ ...listSearchesOptions({ path: { registration_id: registration.id } }), enabled: consented })
  const running = runs.data?.items.find((run) => run.state === 'waiting' || run.state === 'running')
  if (running)
    return (
      <Notice
        tone="accent"
        title={t('guest.first.running')}
        action={
          <ButtonLink size="small" to="/my/$registrationId/searches/$searchId" params={{ ...params, searchId: running.id }}>
            {t('guest.first.watch')}
          </ButtonLink>
        }
      >
        {t('guest.first.runningText')}
      </Notice>
    )
  return (
    <EmptyState
      icon={consented ? Camera : ScanFace}
      title={consented ? t('guest.first.selfieTitle') : t('guest.first.title')}
      action={
        <ButtonLink to={consented ? '/my/$registrationId/selfie' : '/my/$registrationId/consent'} params={params} look="primary" size="large" icon={Camera}>
          {consented ? t('guest.first.selfieAction') : t('guest.first.action')}
        </ButtonLink>
      }
    >
      <p>{consented ? t('guest.first.selfieText') : t('guest.first.text')}</p>
      {!consented && <p className="mt-3 text-sm">{t('guest.first.without', { host: registration.event.host })}</p>}
    </EmptyState>
  )
}
