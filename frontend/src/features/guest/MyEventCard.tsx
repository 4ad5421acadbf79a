import { useTranslation } from 'react-i18next'
import type { RegistrationOut } from '@/api/generated'
import { Badge } from '@/components/Feedback'
import { EventCard } from './EventCard'
import { daysLeft, nextStep } from './registration'

/** An event one joined: what is there to see, or to do next, and for how long. */
export function MyEventCard({ registration }: { registration: RegistrationOut }) {
  const { t } = useTranslation()
  const { event } = registration
  const step = nextStep(registration)
  const days = daysLeft(event.available_until)
  return (
    <EventCard to="/my/$registrationId" params={{ registrationId: registration.id }} event={event}>
      {event.state === 'expired' ? (
        <Badge>{t('guest.mine.expired')}</Badge>
      ) : (
        <>
          {step === 'photos' || registration.matches_released > 0 ? (
            <Badge tone={registration.matches_released ? 'good' : 'plain'}>{t('guest.mine.photos', { count: registration.matches_released })}</Badge>
          ) : (
            <Badge tone="accent">{t(`guest.mine.next.${step}`)}</Badge>
          )}
          {event.state !== 'delivered' && <Badge>{t(`guest.mine.state.${event.state}`)}</Badge>}
          <Badge tone={days <= 3 ? 'warn' : 'plain'}>{t('guest.daysLeft', { count: days })}</Badge>
        </>
      )}
    </EventCard>
  )
}
