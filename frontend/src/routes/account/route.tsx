import { createFileRoute, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { PageHeader, TabBar, TabLink } from '@/components/Page'
import { requireAccount } from '@/features/session/guards'
import { ReauthenticationDialog } from '@/features/session/ReauthenticationDialog'

export const Route = createFileRoute('/account')({
  beforeLoad: requireAccount,
  component: AccountFrame,
})

function AccountFrame() {
  const { t } = useTranslation()
  const { account } = Route.useRouteContext()
  const tabs = useRef<HTMLDivElement>(null)
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  // On a phone not all tabs are in sight; the present one is.
  useEffect(() => {
    tabs.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [path])
  return (
    <div className="mx-auto flex w-full max-w-4xl flex-col gap-6 px-4 py-6 sm:px-6 sm:py-10">
      <PageHeader title={t('account.title')}>{account.email}</PageHeader>
      <div ref={tabs}>
        <TabBar label={t('account.title')}>
          <TabLink to="/account" activeOptions={{ exact: true }}>
            {t('account.tabs.profile')}
          </TabLink>
          <TabLink to="/account/security">{t('account.tabs.security')}</TabLink>
          <TabLink to="/account/sessions">{t('account.tabs.sessions')}</TabLink>
          <TabLink to="/account/tokens">{t('account.tabs.tokens')}</TabLink>
          <TabLink to="/account/notifications">{t('account.tabs.notifications')}</TabLink>
          <TabLink to="/account/privacy">{t('account.tabs.privacy')}</TabLink>
        </TabBar>
      </div>
      <Outlet />
      <ReauthenticationDialog />
    </div>
  )
}
