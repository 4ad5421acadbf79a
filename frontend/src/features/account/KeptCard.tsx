import { useTranslation } from 'react-i18next'
import type { AccountOut } from '@/api/generated'
import { TextLink } from '@/components/Page'
import { formatDate } from '@/i18n/format'
import { SettingsCard } from './AccountPage'

/** What the site keeps about somebody, where it is seen, and for how long. */
export function KeptCard({ account }: { account: AccountOut }) {
  const { t } = useTranslation()
  const photographer = account.user_type === 'photographer'
  const kept = [
    { term: t('account.kept.account.term'), text: t('account.kept.account.text', { date: formatDate(account.date_joined) }) },
    { term: t('account.kept.picture.term'), text: t('account.kept.picture.text') },
    photographer && { term: t('account.kept.business.term'), text: t('account.kept.business.text') },
    photographer && { term: t('account.kept.photos.term'), text: t('account.kept.photos.text') },
    !photographer && { term: t('account.kept.faces.term'), text: t('account.kept.faces.text') },
    { term: t('account.kept.sessions.term'), text: t('account.kept.sessions.text') },
    { term: t('account.kept.audit.term'), text: t('account.kept.audit.text') },
  ].filter((one) => one !== false)
  return (
    <SettingsCard title={t('account.kept.title')} lead={t('account.kept.lead')}>
      <dl className="flex flex-col divide-y divide-line">
        {kept.map(({ term, text }) => (
          <div key={term} className="grid gap-1 py-3 sm:grid-cols-[12rem_1fr] sm:gap-6">
            <dt className="font-semibold">{term}</dt>
            <dd className="text-muted">{text}</dd>
          </div>
        ))}
      </dl>
      <p className="flex flex-wrap gap-x-6 gap-y-2">
        <TextLink to="/account">{t('account.kept.toProfile')}</TextLink>
        <TextLink to="/account/sessions">{t('account.kept.toSessions')}</TextLink>
      </p>
    </SettingsCard>
  )
}
