import { KeyRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { useAccount } from './account'
import { allauth, type AllauthAnswer } from './allauth'
import { CodeField } from './CodeField'
import { type Failure, failureOf } from './failure'
import { FailureNotice } from './FailureNotice'
import { PasswordField } from './PasswordField'
import { useReauthenticationAsked, type Ways } from './reauthentication'
import { useKeyPress } from './useKeyPress'
import { useSubmission } from './useSubmission'
import { passkeysSupported } from './webauthn'

/** Asks once more who somebody is, before something that could lock them out; once, in the pages of the account. */
export function ReauthenticationDialog() {
  const { t } = useTranslation()
  const asked = useReauthenticationAsked()
  return (
    <Dialog open={!!asked} onClose={() => asked?.settle(false)} title={t('account.again.title')}>
      {asked && <Ask ways={asked.ways} onShown={() => asked.settle(true)} />}
    </Dialog>
  )
}

function Ask({ ways, onShown }: { ways: Ways; onShown: () => void }) {
  const { t } = useTranslation()
  const account = useAccount()
  const { form, busy, failure, setFailure, onSubmit } = useSubmission()
  const byKey = ways.types.includes('webauthn') && passkeysSupported()
  const byCode = !ways.password && ways.types.some((type) => type !== 'webauthn')

  function proceed(answer: AllauthAnswer): Promise<Failure | null> {
    if (answer.status !== 200) return Promise.resolve(failureOf(answer))
    onShown()
    return Promise.resolve(null)
  }
  const key = useKeyPress('auth/webauthn/reauthenticate', proceed, setFailure)
  return (
    <form
      ref={form}
      className="flex flex-col gap-4 pb-4"
      onSubmit={onSubmit(async ({ password, code = '' }) =>
        proceed(
          password === undefined
            ? await allauth('POST', 'auth/2fa/reauthenticate', { code: code.trim() })
            : await allauth('POST', 'auth/reauthenticate', { password }),
        ),
      )}
    >
      <p className="text-muted">{t('account.again.lead')}</p>
      <FailureNotice failure={failure} />
      <input type="email" name="email" autoComplete="username" defaultValue={account?.email} hidden readOnly />
      {ways.password && (
        <PasswordField
          label={t('account.password.label')}
          name="password"
          required
          // The dialog was opened to be typed into.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          autoComplete="current-password"
          error={failure?.fields.password}
        />
      )}
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- the field that is typed into first */}
      {byCode && <CodeField autoFocus={!ways.password} label={t('account.second.code')} hint={t('account.second.hint')} error={failure?.fields.code} />}
      <div className="flex flex-wrap gap-3">
        {(ways.password || byCode) && (
          <Button type="submit" look="primary" busy={busy}>
            {t('account.again.action')}
          </Button>
        )}
        {byKey && (
          <Button icon={KeyRound} busy={key.busy} onClick={key.begin}>
            {t('account.second.key')}
          </Button>
        )}
      </div>
    </form>
  )
}
