import { CalendarX2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { RegistrationOut } from '@/api/generated'
import { ButtonLink } from '@/components/Button'
import { EmptyState } from '@/components/Feedback'
import { Page } from '@/components/Page'
import { formatDate } from '@/i18n/format'
import { LeaveEvent } from './LeaveEvent'

/** An event whose photos can be seen no longer: what is gone, what is left, and whom to ask. */
export function ExpiredPage({ registration }: { registration: RegistrationOut }) {
  const { t } = useTranslation()
  const { event } = registration
  return (
    <Page name={event.name} width="narrow">
      <EmptyState
        heading="h1"
        icon={CalendarX2}
        title={t('guest.expired.title', { name: event.name })}
        action={
          <div className="flex flex-col gap-3">
            <ButtonLink to="/my" look="primary">
              {t('guest.backToMine')}
            </ButtonLink>
            <LeaveEvent registration={registration} />
          </div>
        }
      >
        <p>{t('guest.expired.text', { date: formatDate(event.available_until, event.timezone, { dateStyle: 'long' }), host: event.host })}</p>
      </EmptyState>
    </Page>
  )
}
