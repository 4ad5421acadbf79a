import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '@/components/Button'
import { classes } from '@/components/classes'
import { homeOf, useAccount } from '@/features/session/account'
import { Logo } from './Logo'
import { PersonMenu } from './PersonMenu'

const LINK =
  'inline-flex min-h-11 items-center rounded-control px-3 font-semibold text-muted hover:text-ink aria-[current=page]:text-ink'

/** The bar at the top of every page: the way home, where one may go, and who one is. */
export function TopBar() {
  const { t } = useTranslation()
  const account = useAccount()
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-paper/95 backdrop-blur print:hidden">
      <div className="mx-auto flex h-16 max-w-7xl items-center gap-2 px-4 sm:gap-4 sm:px-6">
        <Link to={account ? homeOf(account) : '/'} className="flex items-center gap-2.5 rounded-control p-1" aria-label={t('shell.home')}>
          <Logo className="h-8" />
          <span className="display text-xl max-sm:sr-only">Albumen</span>
        </Link>
        <nav aria-label={t('shell.mainMenu')} className="flex grow items-center sm:gap-1">
          {account?.user_type === 'photographer' && (
            <>
              <Link to="/dashboard" className={LINK}>
                {t('shell.dashboard')}
              </Link>
              <Link to="/events" className={LINK}>
                {t('shell.events')}
              </Link>
            </>
          )}
          {account?.user_type === 'guest' && (
            <Link to="/my" className={LINK}>
              {t('shell.myEvents')}
            </Link>
          )}
          {account && (
            // Narrow screens have room for the two that photographers need; there it is in the menu beside.
            <Link to="/library" className={classes(LINK, account.user_type === 'photographer' && 'max-sm:hidden')}>
              {t('shell.library')}
            </Link>
          )}
        </nav>
        {account === null && (
          <ButtonLink to="/login" look="plain">
            {t('shell.logIn')}
          </ButtonLink>
        )}
        {account && <PersonMenu account={account} />}
      </div>
    </header>
  )
}
