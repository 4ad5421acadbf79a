import { KeyRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { allauth } from '../session/allauth'
import { CodeField } from '../session/CodeField'
import { FailureNotice } from '../session/FailureNotice'
import type { FactorType } from '../session/steps'
import { useKeyPress } from '../session/useKeyPress'
import { useSubmission } from '../session/useSubmission'
import { passkeysSupported } from '../session/webauthn'
import type { StepProps } from './LogInPage'

/** After the password or the code: what only its owner has. */
export function SecondFactor({ proceed, types, onBack }: StepProps & { types: FactorType[]; onBack: () => void }) {
  const { t } = useTranslation()
  const { form, busy, failure, onSubmit, setFailure } = useSubmission()
  const byApp = types.includes('totp')
  const byKey = types.includes('webauthn') && passkeysSupported()
  const key = useKeyPress('auth/webauthn/authenticate', proceed, setFailure)
  return (
    <>
      <p className="text-muted">{byApp ? t('account.second.leadApp') : t('account.second.leadKey')}</p>
      <FailureNotice failure={failure} />
      {byKey && (
        <Button icon={KeyRound} look={byApp ? 'quiet' : 'primary'} busy={key.busy} onClick={key.begin} className="self-start">
          {t('account.second.key')}
        </Button>
      )}
      <form
        ref={form}
        className="flex flex-col gap-4"
        onSubmit={onSubmit(async ({ code = '' }) => proceed(await allauth('POST', 'auth/2fa/authenticate', { code: code.trim() })))}
      >
        <CodeField
          label={byApp ? t('account.second.code') : t('account.second.recoveryCode')}
          hint={byApp ? t('account.second.hint') : undefined}
          error={failure?.fields.code}
        />
        <div className="flex flex-wrap gap-3">
          <Button type="submit" look={byApp || !byKey ? 'primary' : 'quiet'} busy={busy}>
            {t('account.login.action')}
          </Button>
          <Button look="plain" onClick={onBack}>
            {t('account.login.back')}
          </Button>
        </div>
      </form>
    </>
  )
}
