import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { ButtonLink } from '@/components/Button'
import { Notice } from '@/components/Feedback'
import { formatDateTime } from '@/i18n/format'

/** What it means that an event is over, closed, or not open to guests; nothing where there is nothing to say. */
export function StateNotice({ event }: { event: EventOut }) {
  const { t } = useTranslation()
  const settings = (
    <ButtonLink size="small" to="/events/$eventId/edit" params={{ eventId: event.id }}>
      {t('events.notice.settings')}
    </ButtonLink>
  )
  const date = (instant: string) => formatDateTime(instant, event.timezone)
  if (event.state === 'expired') {
    const closed = event.hosting?.closed_at
    return (
      <Notice tone="warn" title={t('events.notice.expired.title', { date: date(event.available_until) })} action={settings}>
        {closed ? t('events.notice.expired.closed', { date: date(closed) }) : t('events.notice.expired.closing')}
      </Notice>
    )
  }
  if (event.registration === 'not_yet' && event.registration_opens_at) {
    return (
      <Notice title={t('events.notice.notYet', { date: date(event.registration_opens_at) })} action={settings}>
        {t('events.notice.notYetText')}
      </Notice>
    )
  }
  if (event.registration === 'closed' && event.registration_closes_at) {
    return (
      <Notice title={t('events.notice.joinClosed', { date: date(event.registration_closes_at) })} action={settings}>
        {t('events.notice.joinClosedText')}
      </Notice>
    )
  }
  if (event.state === 'delivered') {
    return (
      <p className="text-sm text-muted">
        {event.hosting?.photo_count
          ? t('events.notice.delivered', { date: date(event.available_until) })
          : t('events.notice.deliveredEmpty', { date: date(event.available_until) })}
      </p>
    )
  }
  return null
}
