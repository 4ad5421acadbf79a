import { createFileRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { getTermsOptions } from '@/api/generated/@tanstack/react-query.gen'
import { AccountPage } from '@/features/account/AccountPage'
import { BusinessCard } from '@/features/account/BusinessCard'
import { NameCard } from '@/features/account/NameCard'
import { PictureCard } from '@/features/account/PictureCard'
import { businessOptions } from '@/features/account/queries'

export const Route = createFileRoute('/account/')({
  loader: async ({ context: { queries, account } }) => {
    if (account.user_type === 'photographer') {
      await Promise.all([queries.ensureQueryData(businessOptions), queries.ensureQueryData(getTermsOptions())])
    }
  },
  component: Profile,
})

function Profile() {
  const { t } = useTranslation()
  const { account } = Route.useRouteContext()
  return (
    <AccountPage name={t('account.tabs.profile')}>
      <PictureCard />
      <NameCard account={account} />
      {account.user_type === 'photographer' && <BusinessCard />}
    </AccountPage>
  )
}
