import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { signUpGuest } from '@/api/generated'
import { Button } from '@/components/Button'
import { TextLink } from '@/components/Page'
import { DoorPage } from '../session/DoorPage'
import { FailureNotice } from '../session/FailureNotice'
import { useSubmission } from '../session/useSubmission'
import { CredentialFields } from './CredentialFields'
import { PictureChoice } from './PictureChoice'
import { useSignUp } from './useSignUp'

/** An account for who wants the photos they are in. */
export function GuestSignUpPage({ next }: { next: string | undefined }) {
  const { t } = useTranslation()
  const { form, busy, failure, onSubmit } = useSubmission()
  const signUp = useSignUp(next)
  const [picture, setPicture] = useState<File | null>(null)
  const search = { next }
  return (
    <DoorPage
      title={t('account.signup.guest.title')}
      lead={t('account.signup.guest.lead')}
      below={
        <>
          <p>
            {t('account.signup.have')} <TextLink to="/login" search={search}>{t('account.login.action')}</TextLink>
          </p>
          <p>
            {t('account.signup.guest.other')} <TextLink to="/signup/photographer" search={search}>{t('account.login.asPhotographer')}</TextLink>
          </p>
        </>
      }
    >
      <form
        ref={form}
        className="flex flex-col gap-4"
        onSubmit={onSubmit(({ email = '', password = '', display_name = '' }) =>
          signUp(email, picture, () => signUpGuest({ body: { email: email.trim(), password, display_name } })),
        )}
      >
        <FailureNotice failure={failure} />
        <CredentialFields failure={failure} nameHint={t('account.signup.guest.nameHint')} />
        <PictureChoice picture={picture} onChange={setPicture} />
        <Button type="submit" look="primary" size="large" busy={busy}>
          {t('account.signup.action')}
        </Button>
        <p className="text-sm text-muted">{t('account.signup.guest.promise')}</p>
      </form>
    </DoorPage>
  )
}
