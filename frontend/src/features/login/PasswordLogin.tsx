import { KeyRound, Mail } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { TextField } from '@/components/Field'
import { TextLink } from '@/components/Page'
import { allauth } from '../session/allauth'
import { rememberAddress, rememberedAddress } from '../session/entry'
import { FailureNotice } from '../session/FailureNotice'
import { PasswordField } from '../session/PasswordField'
import { useSubmission } from '../session/useSubmission'
import { passkeysSupported } from '../session/webauthn'
import type { StepProps } from './LogInPage'
import { usePasskeyLogin } from './usePasskeyLogin'

interface PasswordLoginProps extends StepProps {
  next: string | undefined
  onCode: () => void
}

/** E-mail and password, or without one by a passkey or a code. */
export function PasswordLogin({ proceed, next, onCode }: PasswordLoginProps) {
  const { t } = useTranslation()
  const { form, busy, failure, onSubmit, setFailure } = useSubmission()
  const passkey = usePasskeyLogin(proceed, setFailure)
  return (
    <>
      <FailureNotice failure={failure} />
      <form
        ref={form}
        className="flex flex-col gap-4"
        onSubmit={onSubmit(async ({ email = '', password = '' }) => {
          rememberAddress(email)
          return proceed(await allauth('POST', 'auth/login', { email: email.trim(), password }))
        })}
      >
        <TextField
          label={t('account.email')}
          name="email"
          type="email"
          required
          maxLength={254}
          defaultValue={rememberedAddress()}
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellCheck={false}
          error={failure?.fields.email}
        />
        <PasswordField
          label={t('account.password.label')}
          name="password"
          required
          autoComplete="current-password"
          error={failure?.fields.password}
        />
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <Button type="submit" look="primary" busy={busy}>
            {t('account.login.action')}
          </Button>
          <TextLink to="/reset" search={{ next }}>
            {t('account.login.forgotten')}
          </TextLink>
        </div>
      </form>
      <div className="flex flex-col gap-3 border-t border-line pt-5">
        <p className="text-sm font-semibold text-muted">{t('account.login.without')}</p>
        <div className="flex flex-wrap gap-3">
          {passkeysSupported() && (
            <Button icon={KeyRound} busy={passkey.busy} onClick={passkey.begin}>
              {t('account.login.passkey')}
            </Button>
          )}
          <Button icon={Mail} onClick={onCode}>
            {t('account.login.byCode')}
          </Button>
        </div>
      </div>
    </>
  )
}
