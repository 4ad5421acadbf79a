import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AccountOut, deleteAccount } from '@/api/generated'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { CheckField } from '@/components/Field'
import { Notice } from '@/components/Feedback'
import { toast } from '@/components/toasts'
import { forgetEverything } from '../session/account'
import { failureOfError } from '../session/failure'
import { FailureNotice } from '../session/FailureNotice'
import { PasswordField } from '../session/PasswordField'
import { useSubmission } from '../session/useSubmission'
import { SettingsCard } from './AccountPage'

/** The end of an account, which nothing brings back. */
export function DeleteCard({ account }: { account: AccountOut }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <SettingsCard title={t('account.delete.title')} lead={t('account.delete.lead')}>
      <Button icon={Trash2} look="danger" className="self-start" onClick={() => setOpen(true)}>
        {t('account.delete.open')}
      </Button>
      <Dialog open={open} onClose={close} title={t('account.delete.sure')}>
        <DeleteForm account={account} onClose={close} />
      </Dialog>
    </SettingsCard>
  )
}

function DeleteForm({ account, onClose }: { account: AccountOut; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { form, busy, failure, onSubmit } = useSubmission()
  const photographer = account.user_type === 'photographer'
  return (
    <form
      ref={form}
      className="flex flex-col gap-4 pb-4"
      onSubmit={onSubmit(async ({ password = '', delete_events }) => {
        try {
          await deleteAccount({ body: { password, delete_events: delete_events === 'on' }, throwOnError: true })
        } catch (error) {
          const failed = failureOfError(error)
          if (failed.code === 'password_needed') return { code: failed.code, fields: { password: t('account.failure.incorrect_password') } }
          if (failed.code === 'owns_events') return { code: failed.code, fields: { delete_events: t('account.delete.ownsEvents') } }
          return failed
        }
        await forgetEverything(queries)
        await navigate({ to: '/' })
        toast(t('account.delete.done'))
      })}
    >
      <FailureNotice failure={failure} />
      <Notice tone="warn" title={t('account.delete.cannotUndo')}>
        {photographer ? t('account.delete.whatPhotographer') : t('account.delete.whatGuest')}
      </Notice>
      {photographer && (
        <CheckField
          name="delete_events"
          label={t('account.delete.events')}
          hint={t('account.delete.eventsHint')}
          error={failure?.fields.delete_events}
        />
      )}
      <input type="email" name="email" autoComplete="username" defaultValue={account.email} hidden readOnly />
      <PasswordField
        label={t('account.password.label')}
        name="password"
        required
        autoComplete="current-password"
        error={failure?.fields.password}
      />
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{t('shell.cancel')}</Button>
        <Button type="submit" look="danger" busy={busy}>
          {t('account.delete.action')}
        </Button>
      </div>
    </form>
  )
}
