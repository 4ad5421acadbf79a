import { createFileRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { AccountPage } from '@/features/account/AccountPage'
import { AppCard } from '@/features/account/AppCard'
import { EmailCard } from '@/features/account/EmailCard'
import { KeysCard } from '@/features/account/KeysCard'
import { PasswordCard } from '@/features/account/PasswordCard'
import { addressesOptions, authenticatorsOptions } from '@/features/account/queries'
import { RecoveryCard } from '@/features/account/RecoveryCard'
import { useRecoveryCodes } from '@/features/account/useRecoveryCodes'

export const Route = createFileRoute('/account/security')({
  loader: ({ context: { queries } }) =>
    Promise.all([queries.ensureQueryData(authenticatorsOptions), queries.ensureQueryData(addressesOptions)]),
  component: Security,
})

function Security() {
  const { t } = useTranslation()
  const { account } = Route.useRouteContext()
  const recovery = useRecoveryCodes()
  return (
    <AccountPage name={t('account.tabs.security')}>
      <PasswordCard account={account} />
      <EmailCard />
      <AppCard onAdded={recovery.showFirst} />
      <KeysCard onAdded={recovery.showFirst} />
      <RecoveryCard account={account} recovery={recovery} />
    </AccountPage>
  )
}
