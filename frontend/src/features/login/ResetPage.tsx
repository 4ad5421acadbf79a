import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { TextLink } from '@/components/Page'
import { toast } from '@/components/toasts'
import { AddressForm } from '../session/AddressForm'
import { allauth } from '../session/allauth'
import { CodeField } from '../session/CodeField'
import { CodeSent } from '../session/CodeSent'
import { DoorPage } from '../session/DoorPage'
import { rememberedAddress } from '../session/entry'
import { failureOf } from '../session/failure'
import { FailureNotice } from '../session/FailureNotice'
import { PasswordField } from '../session/PasswordField'
import { resetPending } from '../session/steps'
import { useSubmission } from '../session/useSubmission'

/** A new password, by a code sent to the address. */
export function ResetPage({ next, sent: alreadySent }: { next: string | undefined; sent: boolean }) {
  const { t } = useTranslation()
  const [sent, setSent] = useState(alreadySent)
  return (
    <DoorPage
      key={String(sent)}
      title={sent ? t('account.reset.newTitle') : t('account.reset.title')}
      below={
        <p>
          <TextLink to="/login" search={{ next }}>
            {t('account.reset.toLogin')}
          </TextLink>
        </p>
      }
    >
      {sent ? <NewPassword next={next} onAgain={() => setSent(false)} /> : <Request onSent={() => setSent(true)} />}
    </DoorPage>
  )
}

function Request({ onSent }: { onSent: () => void }) {
  const { t } = useTranslation()
  return (
    <AddressForm
      lead={t('account.reset.lead')}
      onSend={async (email) => {
        const answer = await allauth('POST', 'auth/password/request', { email })
        if (!resetPending(answer)) return failureOf(answer)
        onSent()
        return null
      }}
    />
  )
}

function NewPassword({ next, onAgain }: { next: string | undefined; onAgain: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { form, busy, failure, onSubmit } = useSubmission()
  return (
    <form
      ref={form}
      className="flex flex-col gap-4"
      onSubmit={onSubmit(async ({ code = '', password = '' }) => {
        const answer = await allauth('POST', 'auth/password/reset', { key: code.trim(), password })
        // It is changed, and who changed it logs in with it: 401 is the answer to that.
        if (answer.status !== 401 && answer.status !== 200) return failureOf(answer)
        toast(t('account.reset.done'), { tone: 'good' })
        await navigate({ to: '/login', search: { next } })
      })}
    >
      <CodeSent />
      <FailureNotice failure={failure} />
      <CodeField label={t('account.code.label')} error={failure?.fields.key} />
      {/* Password managers save the new password for this address. */}
      <input type="email" name="email" autoComplete="username" defaultValue={rememberedAddress()} hidden readOnly />
      <PasswordField
        label={t('account.password.new')}
        hint={t('account.password.hint')}
        name="password"
        required
        autoComplete="new-password"
        error={failure?.fields.password}
      />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="primary" busy={busy}>
          {t('account.reset.action')}
        </Button>
        <Button onClick={onAgain}>{t('account.code.another')}</Button>
      </div>
    </form>
  )
}
