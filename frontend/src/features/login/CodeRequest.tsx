import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { TextField } from '@/components/Field'
import { allauth } from '../session/allauth'
import { rememberAddress, rememberedAddress } from '../session/entry'
import { FailureNotice } from '../session/FailureNotice'
import { useSubmission } from '../session/useSubmission'
import type { StepProps } from './LogInPage'

/** Has a code for logging in sent. */
export function CodeRequest({ proceed, onBack }: StepProps & { onBack: () => void }) {
  const { t } = useTranslation()
  const { form, busy, failure, onSubmit } = useSubmission()
  return (
    <form
      ref={form}
      className="flex flex-col gap-4"
      onSubmit={onSubmit(async ({ email = '' }) => {
        rememberAddress(email)
        return proceed(await allauth('POST', 'auth/code/request', { email: email.trim() }))
      })}
    >
      <p className="text-muted">{t('account.login.code.lead')}</p>
      <FailureNotice failure={failure} />
      <TextField
        label={t('account.email')}
        name="email"
        type="email"
        required
        maxLength={254}
        defaultValue={rememberedAddress()}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        error={failure?.fields.email}
      />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="primary" busy={busy}>
          {t('account.login.code.send')}
        </Button>
        <Button look="plain" onClick={onBack}>
          {t('account.login.back')}
        </Button>
      </div>
    </form>
  )
}
