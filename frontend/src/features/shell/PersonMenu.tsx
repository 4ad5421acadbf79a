import { useNavigate } from '@tanstack/react-router'
import { Images, LogOut, UserRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { AccountOut } from '@/api/generated'
import { Menu } from '@/components/Menu'
import { useLogOut } from '@/features/session/logout'

/** The account's own pages, and the way out. */
export function PersonMenu({ account }: { account: AccountOut }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const logOut = useLogOut()
  return (
    <Menu
      label={t('shell.personMenu', { name: account.display_name || account.email })}
      icon={UserRound}
      items={[
        { label: t('shell.library'), icon: Images, onSelect: () => void navigate({ to: '/library' }) },
        { label: t('shell.account'), icon: UserRound, onSelect: () => void navigate({ to: '/account' }) },
        { label: t('shell.logOut'), icon: LogOut, onSelect: logOut },
      ]}
    />
  )
}
