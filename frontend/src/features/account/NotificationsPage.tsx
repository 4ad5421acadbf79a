import { KeyRound, MailCheck, ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { AccountPage, SettingsCard } from './AccountPage'

/** Which e-mails the site sends. None of them can be switched off: each answers somebody, or warns them. */
export function NotificationsPage() {
  const { t } = useTranslation()
  const mails = [
    { icon: KeyRound, title: t('account.mails.codes.title'), text: t('account.mails.codes.text') },
    { icon: ShieldCheck, title: t('account.mails.security.title'), text: t('account.mails.security.text') },
    { icon: MailCheck, title: t('account.mails.known.title'), text: t('account.mails.known.text') },
  ]
  return (
    <AccountPage name={t('account.tabs.notifications')}>
      <SettingsCard title={t('account.mails.title')} lead={t('account.mails.lead')}>
        <ul className="flex flex-col divide-y divide-line">
          {mails.map(({ icon: Icon, title, text }) => (
            <li key={title} className="flex gap-4 py-4">
              <Icon aria-hidden className="mt-0.5 size-6 shrink-0 text-accent" />
              <div className="flex flex-col gap-1">
                <h3 className="font-semibold">{title}</h3>
                <p className="text-muted">{text}</p>
              </div>
            </li>
          ))}
        </ul>
        <p className="text-sm text-muted">{t('account.mails.noOthers')}</p>
      </SettingsCard>
    </AccountPage>
  )
}
