import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { AddressForm } from '../session/AddressForm'
import { allauth } from '../session/allauth'
import type { StepProps } from './LogInPage'

/** Has a code for logging in sent. */
export function CodeRequest({ proceed, onBack }: StepProps & { onBack: () => void }) {
  const { t } = useTranslation()
  return (
    <AddressForm lead={t('account.login.code.lead')} onSend={async (email) => proceed(await allauth('POST', 'auth/code/request', { email }))}>
      <Button look="plain" onClick={onBack}>
        {t('account.login.back')}
      </Button>
    </AddressForm>
  )
}
