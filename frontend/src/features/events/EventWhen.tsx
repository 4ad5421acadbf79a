import { useTranslation } from 'react-i18next'
import { formatSpan } from '@/i18n/format'
import { offsetOf, ownZone } from './zones'

interface Times {
  starts_at: string
  ends_at: string
  timezone: string
}

/** From when to when an event is, on the clocks of its venue; says which those are to readers elsewhere. */
export function EventWhen({ event }: { event: Times }) {
  const { t } = useTranslation()
  const starts = Date.parse(event.starts_at)
  const offset = offsetOf(event.timezone, starts)
  const elsewhere = offset !== offsetOf(ownZone(), starts)
  return (
    <>
      <time dateTime={event.starts_at}>{formatSpan(event.starts_at, event.ends_at, event.timezone)}</time>
      {elsewhere && ` ${t('events.zone', { place: event.timezone.split('/').at(-1)?.replaceAll('_', ' '), offset })}`}
    </>
  )
}
