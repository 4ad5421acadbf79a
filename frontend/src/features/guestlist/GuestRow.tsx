import { Baby, UserRoundX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { GuestOut } from '@/api/generated'
import { Avatar } from '@/components/Avatar'
import { IconButton } from '@/components/Button'
import { Badge, type Tone } from '@/components/Feedback'
import { TextLink } from '@/components/Page'
import { formatDateTime, formatFromNow, formatNumber } from '@/i18n/format'

const TONES: Record<GuestOut['state'], Tone> = { joined: 'plain', consented: 'accent', selfie: 'good' }

interface GuestRowProps {
  guest: GuestOut
  eventId: string
  timezone: string
  onRemove: () => void
  /** Mark the guest as a child, or take that back. */
  onChild: () => void
}

/** One guest: who they are, how far they came, what they have, and what to keep an eye on. */
export function GuestRow({ guest, eventId, timezone, onRemove, onChild }: GuestRowProps) {
  const { t } = useTranslation()
  const name = guest.name || guest.email
  const others = guest.selfies_refused_as_another_person
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 p-4 lg:grid-cols-[auto_minmax(0,2fr)_minmax(0,1.2fr)_minmax(0,1.4fr)_auto]">
      <Avatar name={name} src={guest.avatar} className="size-11" />
      <div className="min-w-0">
        <h3 className="truncate font-semibold">{name}</h3>
        {guest.name && <p className="truncate text-sm text-muted">{guest.email}</p>}
      </div>
      <div className="flex gap-1 lg:order-last">
        <IconButton
          icon={Baby}
          size="small"
          label={t(guest.child_by_host ? 'events.guests.child.unmark' : 'events.guests.child.mark', { name })}
          onClick={onChild}
        />
        <IconButton icon={UserRoundX} size="small" label={t('events.guests.remove.action', { name })} onClick={onRemove} />
      </div>
      <div className="col-span-2 col-start-2 flex flex-col items-start gap-1 text-sm lg:col-span-1 lg:col-start-auto">
        <span className="flex flex-wrap gap-1.5">
          <Badge tone={TONES[guest.state]}>{t(`events.guests.state.${guest.state}`)}</Badge>
          {guest.child && <Badge>{t('events.guests.child.byGuest')}</Badge>}
          {guest.child_by_host && <Badge>{t('events.guests.child.byYou')}</Badge>}
        </span>
        <span className="text-muted" title={formatDateTime(guest.joined_at, timezone)}>
          {t('events.guests.joined', { when: formatFromNow(guest.joined_at) })}
        </span>
        {guest.consented_at && (
          <span className="text-muted" title={formatDateTime(guest.consented_at, timezone)}>
            {t('events.guests.consented', { when: formatFromNow(guest.consented_at) })}
          </span>
        )}
      </div>
      <div className="col-span-2 col-start-2 flex flex-col items-start gap-1 text-sm lg:col-span-1 lg:col-start-auto">
        <span>{t('events.guests.released', { count: guest.matches_released, number: formatNumber(guest.matches_released) })}</span>
        {guest.matches_waiting > 0 && (
          <TextLink to="/events/$eventId/review" params={{ eventId }}>
            {t('events.guests.waiting', { count: guest.matches_waiting, number: formatNumber(guest.matches_waiting) })}
          </TextLink>
        )}
        <span className="text-muted">
          {guest.seen_at ? t('events.guests.seen', { when: formatFromNow(guest.seen_at) }) : t('events.guests.notSeen')}
        </span>
      </div>
      {(others > 0 || guest.selfies_replaced) && (
        <ul className="col-span-full flex flex-col gap-1 rounded-control bg-warn-soft px-3 py-2 text-sm lg:order-last">
          {others > 0 && <li>{t('events.guests.warning.another', { count: others, shown: guest.selfies_shown })}</li>}
          {guest.selfies_replaced && <li>{t('events.guests.warning.replaced')}</li>}
        </ul>
      )}
    </li>
  )
}
