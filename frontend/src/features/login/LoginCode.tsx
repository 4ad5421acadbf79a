import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { allauth } from '../session/allauth'
import { CodeField } from '../session/CodeField'
import { CodeSent } from '../session/CodeSent'
import { FailureNotice } from '../session/FailureNotice'
import { useSubmission } from '../session/useSubmission'
import type { StepProps } from './LogInPage'

interface LoginCodeProps extends StepProps {
  onBack: () => void
  onAgain: () => void
}

/** The code out of the e-mail. */
export function LoginCode({ proceed, onBack, onAgain }: LoginCodeProps) {
  const { t } = useTranslation()
  const { form, busy, failure, onSubmit } = useSubmission()
  return (
    <form
      ref={form}
      className="flex flex-col gap-4"
      onSubmit={onSubmit(async ({ code = '' }) => proceed(await allauth('POST', 'auth/code/confirm', { code: code.trim() })))}
    >
      <CodeSent />
      <FailureNotice failure={failure} />
      <CodeField label={t('account.code.label')} error={failure?.fields.code} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="primary" busy={busy}>
          {t('account.login.action')}
        </Button>
        <Button onClick={onAgain}>{t('account.code.another')}</Button>
        <Button look="plain" onClick={onBack}>
          {t('account.login.back')}
        </Button>
      </div>
    </form>
  )
}
