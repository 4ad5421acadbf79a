import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Clock, HeartHandshake, ScanFace, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { RegistrationOut } from '@/api/generated'
import { getConsentTextOptions, getConsentTextQueryKey, giveConsentMutation } from '@/api/generated/@tanstack/react-query.gen'
import { asProblem } from '@/api/problems'
import { Button, ButtonLink } from '@/components/Button'
import { Notice, ProblemNotice } from '@/components/Feedback'
import { Page, PageHeader } from '@/components/Page'
import { toast } from '@/components/toasts'
import { ForAChild } from './ForAChild'
import { registrationChanged, registrationOptions } from './registration'

/** What happens with the face, in plain words, before any camera opens. */
export function Consent({ registration }: { registration: RegistrationOut }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const params = { registrationId: registration.id }
  const asked = { query: { language: i18n.language } }
  const { data: text } = useSuspenseQuery(getConsentTextOptions(asked))
  const agree = useMutation({
    ...giveConsentMutation(),
    onSuccess: async (given) => {
      queries.setQueryData(
        registrationOptions(registration.id).queryKey,
        (now) => now && { ...now, consented: given.consented, consent_version: given.version },
      )
      await navigate({ to: '/my/$registrationId/selfie', params, replace: true })
      await registrationChanged(queries, registration.id)
    },
    onError: (error) => {
      if (asProblem(error).code === 'consent_text_changed') void queries.invalidateQueries({ queryKey: getConsentTextQueryKey(asked) })
    },
  })
  const parts = [
    { name: 'what', icon: ScanFace, text: text.what },
    { name: 'why', icon: HeartHandshake, text: text.why },
    { name: 'howLong', icon: Clock, text: text.how_long },
    { name: 'withdraw', icon: Undo2, text: text.withdraw },
  ] as const
  return (
    <Page name={t('guest.consent.name')} width="narrow">
      <PageHeader title={text.title} above={<p className="text-sm font-semibold text-muted">{registration.event.name}</p>} />
      <div lang={text.language} className="flex flex-col gap-5">
        {parts.map((part) => (
          <section key={part.name} className="flex gap-4">
            <part.icon aria-hidden className="mt-0.5 size-6 shrink-0 text-accent" strokeWidth={1.7} />
            <div className="flex flex-col gap-1">
              <h2 className="font-semibold">{t(`guest.consent.${part.name}`)}</h2>
              <p className="text-muted">{part.text}</p>
            </div>
          </section>
        ))}
      </div>
      <ForAChild registration={registration} />
      {agree.isError && <ProblemNotice error={agree.error} />}
      {registration.consented ? (
        <Notice
          tone="good"
          title={t('guest.consent.given')}
          action={
            <ButtonLink size="small" to="/my/$registrationId" params={params}>
              {t('guest.backToEvent')}
            </ButtonLink>
          }
        />
      ) : (
        <div className="sticky bottom-0 -mx-4 flex flex-col gap-3 border-t border-line bg-paper px-4 py-4 sm:static sm:mx-0 sm:flex-row-reverse sm:justify-end sm:border-0 sm:px-0">
          <Button look="primary" size="large" busy={agree.isPending} onClick={() => agree.mutate({ path: { registration_id: registration.id }, body: { version: text.version } })}>
            {t('guest.consent.agree')}
          </Button>
          <ButtonLink
            size="large"
            to="/my/$registrationId"
            params={params}
            onClick={() => toast(t('guest.consent.notNowSaid', { host: registration.event.host }))}
          >
            {t('guest.consent.notNow')}
          </ButtonLink>
        </div>
      )}
    </Page>
  )
}
