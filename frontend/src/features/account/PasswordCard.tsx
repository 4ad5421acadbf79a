import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { toast } from '@/components/toasts'
import { failureOf } from '../session/failure'
import { FailureNotice } from '../session/FailureNotice'
import { PasswordField } from '../session/PasswordField'
import { useSensitive } from '../session/reauthentication'
import { useSubmission } from '../session/useSubmission'
import { SettingsCard } from './AccountPage'
import { sessionsOptions } from './queries'

/** A new password; it ends all other sessions. */
export function PasswordCard({ account }: { account: AccountOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const call = useSensitive()
  const { form, busy, failure, onSubmit } = useSubmission()
  const [changes, setChanges] = useState(0)
  return (
    <SettingsCard title={t('account.password.change')} lead={t('account.password.changeLead')}>
      <form
        key={changes}
        ref={form}
        className="flex max-w-md flex-col gap-4"
        onSubmit={onSubmit(async ({ current_password, new_password }) => {
          const answer = await call('POST', 'account/password/change', { current_password, new_password })
          if (!answer) return
          if (answer.status !== 200) return failureOf(answer)
          setChanges(changes + 1) // an empty form
          toast(t('account.password.changed'), { tone: 'good' })
          await queries.invalidateQueries({ queryKey: sessionsOptions.queryKey })
        })}
      >
        <FailureNotice failure={failure} />
        <input type="email" name="email" autoComplete="username" defaultValue={account.email} hidden readOnly />
        <PasswordField
          label={t('account.password.current')}
          name="current_password"
          required
          autoComplete="current-password"
          error={failure?.fields.current_password}
        />
        <PasswordField
          label={t('account.password.new')}
          hint={t('account.password.hint')}
          name="new_password"
          required
          autoComplete="new-password"
          error={failure?.fields.new_password}
        />
        <Button type="submit" look="primary" busy={busy} className="self-start">
          {t('account.password.change')}
        </Button>
      </form>
    </SettingsCard>
  )
}
