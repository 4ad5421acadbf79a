import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type AccountOut, editAccount } from '@/api/generated'
import { Button } from '@/components/Button'
import { TextField } from '@/components/Field'
import { toast } from '@/components/toasts'
import { accountOptions } from '../session/account'
import { FailureNotice } from '../session/FailureNotice'
import { useSubmission } from '../session/useSubmission'
import { SettingsCard } from './AccountPage'

/** The name, as others see it. */
export function NameCard({ account }: { account: AccountOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { form, busy, failure, onSubmit } = useSubmission()
  return (
    <SettingsCard title={t('account.name')} lead={account.user_type === 'guest' ? t('account.signup.guest.nameHint') : t('account.signup.photographer.nameHint')}>
      <form
        ref={form}
        className="flex max-w-md flex-col items-start gap-4"
        onSubmit={onSubmit(async ({ display_name = '' }) => {
          const { data } = await editAccount({ body: { display_name }, throwOnError: true })
          queries.setQueryData(accountOptions.queryKey, data)
          toast(t('shell.saved'), { tone: 'good' })
        })}
      >
        <FailureNotice failure={failure} />
        <div className="w-full">
          <TextField
            label={t('account.name')}
            name="display_name"
            maxLength={120}
            autoComplete="name"
            defaultValue={account.display_name}
            error={failure?.fields.display_name}
          />
        </div>
        <Button type="submit" look="primary" busy={busy}>
          {t('shell.save')}
        </Button>
      </form>
    </SettingsCard>
  )
}
