import { SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '@/components/Feedback'
import { Card, Page, TextLink } from '@/components/Page'
import { JoinByCode } from '@/features/landing/JoinByCode'

/** No event has this code: most likely it was misread. */
export function UnknownCode({ code }: { code: string }) {
  const { t } = useTranslation()
  return (
    <Page name={t('guest.unknownCode.title')} width="narrow">
      <EmptyState heading="h1" icon={SearchX} title={t('guest.unknownCode.title')}>
        <p>{t('guest.unknownCode.text', { code })}</p>
      </EmptyState>
      <Card>
        <JoinByCode />
      </Card>
      <p className="text-center">
        <TextLink to="/listed">{t('landing.listed')}</TextLink>
      </p>
    </Page>
  )
}
