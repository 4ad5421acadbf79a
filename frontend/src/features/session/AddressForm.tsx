import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { TextField } from '@/components/Field'
import { rememberAddress, rememberedAddress } from './entry'
import type { Failure } from './failure'
import { FailureNotice } from './FailureNotice'
import { useSubmission } from './useSubmission'

interface AddressFormProps {
  lead: string
  /** Has a code sent to the address; gives back why it could not be, for the form to show. */
  onSend: (email: string) => Promise<Failure | null | undefined>
  children?: ReactNode
}

/** The address that a code is sent to; the steps that follow know it. */
export function AddressForm({ lead, onSend, children }: AddressFormProps) {
  const { t } = useTranslation()
  const { form, busy, failure, onSubmit } = useSubmission()
  return (
    <form
      ref={form}
      className="flex flex-col gap-4"
      onSubmit={onSubmit(({ email = '' }) => {
        rememberAddress(email)
        return onSend(email.trim())
      })}
    >
      <p className="text-muted">{lead}</p>
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
        {children}
      </div>
    </form>
  )
}
