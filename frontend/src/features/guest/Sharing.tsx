import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Camera, ShieldOff, UserRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RegistrationOut } from '@/api/generated'
import { listSelfiesOptions, withdrawConsentMutation } from '@/api/generated/@tanstack/react-query.gen'
import { Button, ButtonLink } from '@/components/Button'
import { ConfirmDialog } from '@/components/Dialog'
import { EmptyState, ProblemNotice, Skeleton } from '@/components/Feedback'
import { Card, TextLink } from '@/components/Page'
import { toast } from '@/components/toasts'
import { forgetMatches } from '@/features/myphotos/matches'
import { ForAChild } from './ForAChild'
import { LeaveEvent } from './LeaveEvent'
import { registrationChanged } from './registration'
import { SelfieCard } from './SelfieCard'
import { WhatGoes } from './WhatGoes'

/** What a guest gave to an event, and the ways to take it back. */
export function Sharing({ registration }: { registration: RegistrationOut }) {
  const { t } = useTranslation()
  const params = { registrationId: registration.id }
  const selfies = useQuery(listSelfiesOptions({ path: { registration_id: registration.id } }))
  const all = selfies.data?.items ?? []
  return (
    <div className="flex max-w-3xl flex-col gap-8">
      <section aria-labelledby="selfies" className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 id="selfies" className="display text-xl">
            {t('guest.sharing.selfies')}
          </h2>
          {all.length > 0 && (
            <ButtonLink to="/my/$registrationId/selfie" params={params} icon={Camera}>
              {t('guest.sharing.another')}
            </ButtonLink>
          )}
        </div>
        <p className="text-muted">{t('guest.sharing.lead')}</p>
        {selfies.isPending && <Skeleton className="h-28" />}
        {selfies.isError && <ProblemNotice error={selfies.error} onRetry={() => void selfies.refetch()} />}
        {selfies.isSuccess && !all.length && (
          <EmptyState
            icon={UserRound}
            title={t('guest.sharing.none')}
            action={
              <ButtonLink to={registration.consented ? '/my/$registrationId/selfie' : '/my/$registrationId/consent'} params={params} look="primary" icon={Camera}>
                {registration.consented ? t('guest.first.selfieAction') : t('guest.first.action')}
              </ButtonLink>
            }
          />
        )}
        <ul className="grid gap-4 sm:grid-cols-2">
          {all.map((selfie, at) => (
            <SelfieCard key={selfie.id} registrationId={registration.id} selfie={selfie} number={at + 1} only={all.length === 1} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="child" className="flex flex-col gap-3">
        <h2 id="child" className="display text-xl">
          {t('guest.child.title')}
        </h2>
        <ForAChild registration={registration} />
      </section>
      {registration.consented && <Consented registration={registration} />}
      <Card aria-labelledby="leave" className="flex flex-col items-start gap-3">
        <h2 id="leave" className="text-lg font-semibold">
          {t('guest.leave.heading')}
        </h2>
        <p className="text-muted">{t('guest.leave.lead')}</p>
        <LeaveEvent registration={registration} />
      </Card>
    </div>
  )
}

function Consented({ registration }: { registration: RegistrationOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [asked, setAsked] = useState(false)
  const withdraw = useMutation({
    ...withdrawConsentMutation(),
    onSuccess: async () => {
      setAsked(false)
      forgetMatches(queries, registration.id)
      await registrationChanged(queries, registration.id)
      toast(t('guest.withdraw.done'))
      await navigate({ to: '/my/$registrationId', params: { registrationId: registration.id } })
    },
  })
  return (
    <Card aria-labelledby="consent" className="flex flex-col items-start gap-3">
      <h2 id="consent" className="text-lg font-semibold">
        {t('guest.withdraw.heading')}
      </h2>
      <p className="text-muted">
        {t('guest.withdraw.lead')}{' '}
        <TextLink to="/my/$registrationId/consent" params={{ registrationId: registration.id }}>
          {t('guest.withdraw.read')}
        </TextLink>
      </p>
      <Button icon={ShieldOff} onClick={() => setAsked(true)}>
        {t('guest.withdraw.action')}
      </Button>
      <ConfirmDialog
        open={asked}
        onClose={() => setAsked(false)}
        title={t('guest.withdraw.title')}
        confirm={t('guest.withdraw.confirm')}
        busy={withdraw.isPending}
        onConfirm={() => withdraw.mutate({ path: { registration_id: registration.id } })}
      >
        <WhatGoes what={['selfies', 'faceData', 'searches', 'photos']} after={t('guest.withdraw.after')} />
        {withdraw.isError && <ProblemNotice error={withdraw.error} />}
      </ConfirmDialog>
    </Card>
  )
}
