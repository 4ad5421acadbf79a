import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { signUpPhotographer } from '@/api/generated'
import { getTermsOptions } from '@/api/generated/@tanstack/react-query.gen'
import { Button } from '@/components/Button'
import { CheckField } from '@/components/Field'
import { TextLink } from '@/components/Page'
import { DoorPage } from '../session/DoorPage'
import { FailureNotice } from '../session/FailureNotice'
import { useSubmission } from '../session/useSubmission'
import { BusinessFields, businessOf } from './BusinessFields'
import { CredentialFields } from './CredentialFields'
import { TermsText } from './TermsText'
import { useSignUp } from './useSignUp'

/** An account for who runs events: who they are, their business, and the terms. */
export function PhotographerSignUpPage({ next }: { next: string | undefined }) {
  const { t } = useTranslation()
  const { data: terms, refetch } = useSuspenseQuery(getTermsOptions())
  const { form, busy, failure, onSubmit } = useSubmission()
  const signUp = useSignUp(next)
  // Accepted is one version, not whatever is shown later.
  const [accepted, setAccepted] = useState<string>()
  const search = { next }
  return (
    <DoorPage
      width="normal"
      title={t('account.signup.photographer.title')}
      lead={t('account.signup.photographer.lead')}
      below={
        <>
          <p>
            {t('account.signup.have')} <TextLink to="/login" search={search}>{t('account.login.action')}</TextLink>
          </p>
          <p>
            {t('account.signup.photographer.other')} <TextLink to="/signup/guest" search={search}>{t('account.login.asGuest')}</TextLink>
          </p>
        </>
      }
    >
      <form
        ref={form}
        className="flex flex-col gap-8"
        onSubmit={onSubmit(async (values) => {
          const { email = '', password = '', display_name = '' } = values
          const body = { ...businessOf(values), email: email.trim(), password, display_name, terms_version: terms.version }
          const failed = await signUp(email, null, () => signUpPhotographer({ body }))
          if (failed?.code === 'terms_outdated') {
            await refetch()
            return { ...failed, fields: {}, detail: t('account.terms.changed.title'), advice: t('account.terms.changed.text') }
          }
          return failed
        })}
      >
        <FailureNotice failure={failure} />
        <Part title={t('account.signup.photographer.you')}>
          <CredentialFields failure={failure} nameHint={t('account.signup.photographer.nameHint')} />
        </Part>
        <Part title={t('account.business.title')}>
          <BusinessFields failure={failure} />
        </Part>
        <Part title={t('account.terms.title')}>
          <TermsText terms={terms} />
          <CheckField
            required
            label={t('account.terms.accept', { version: terms.version })}
            checked={accepted === terms.version}
            onChange={(event) => setAccepted(event.target.checked ? terms.version : undefined)}
          />
        </Part>
        <Button type="submit" look="primary" size="large" busy={busy} className="self-start max-sm:self-stretch">
          {t('account.signup.action')}
        </Button>
      </form>
    </DoorPage>
  )
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="display mb-4 text-xl">{title}</legend>
      {children}
    </fieldset>
  )
}
