import { createFileRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { AccountPage } from '@/features/account/AccountPage'
import { DeleteCard } from '@/features/account/DeleteCard'
import { EventsCard } from '@/features/account/EventsCard'
import { KeptCard } from '@/features/account/KeptCard'
import { registrationsOptions } from '@/features/account/queries'

export const Route = createFileRoute('/account/privacy')({
  loader: ({ context }) => context.queries.ensureInfiniteQueryData(registrationsOptions),
  component: Privacy,
})

function Privacy() {
  const { t } = useTranslation()
  const { account } = Route.useRouteContext()
  return (
    <AccountPage name={t('account.tabs.privacy')}>
      <KeptCard account={account} />
      <EventsCard account={account} />
      <DeleteCard account={account} />
    </AccountPage>
  )
}
