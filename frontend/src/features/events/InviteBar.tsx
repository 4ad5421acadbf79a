import { CalendarPlus, Copy, Link2, QrCode, Share2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { Button, ButtonAnchor, ButtonLink } from '@/components/Button'
import { canShare, copy, readable, share } from './invitation'

/** How guests come in: the code, the link, the poster, and the event for their calendars. */
export function InviteBar({ event }: { event: EventOut }) {
  const { t } = useTranslation()
  const { code, join_url: link } = event
  if (!code || !link) return null
  return (
    <div className="flex flex-wrap items-center gap-2">
      <button
        type="button"
        onClick={() => void copy(readable(code))}
        className="inline-flex min-h-9 items-center gap-2 rounded-control border border-dashed border-edge px-3 hover:bg-sunken"
      >
        <span className="text-sm text-muted">{t('events.invite.code')}</span>
        <span className="font-semibold tracking-wider">{readable(code)}</span>
        <Copy aria-hidden className="size-4 text-muted" />
        <span className="sr-only">{t('shell.copy')}</span>
      </button>
      <Button size="small" icon={Link2} onClick={() => void copy(link)}>
        {t('events.invite.copyLink')}
      </Button>
      {canShare && (
        <Button
          size="small"
          icon={Share2}
          onClick={() => void share({ title: event.name, text: t('events.invite.text', { name: event.name }), url: link })}
        >
          {t('events.invite.share')}
        </Button>
      )}
      <ButtonLink size="small" icon={QrCode} to="/events/$eventId/poster" params={{ eventId: event.id }}>
        {t('events.invite.qr')}
      </ButtonLink>
      <ButtonAnchor size="small" look="plain" icon={CalendarPlus} href={`/api/v1/events/${event.id}/event.ics`} download>
        {t('events.invite.calendar')}
      </ButtonAnchor>
    </div>
  )
}
