import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { TabBar, TabLink } from '@/components/Page'
import { formatNumber } from '@/i18n/format'

function Count({ of, strong }: { of: number; strong?: boolean }) {
  if (of === 0) return null
  const look = strong ? 'bg-accent text-on-accent' : 'bg-sunken text-muted'
  return <span className={`rounded-full px-2 py-0.5 text-xs font-bold tabular-nums ${look}`}>{formatNumber(of)}</span>
}

/** The pages about one event. */
export function EventTabs({ event }: { event: EventOut }) {
  const { t } = useTranslation()
  const params = { eventId: event.id }
  const hosting = event.hosting
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const bar = useRef<HTMLDivElement>(null)
  // On a phone not all of them fit: the present one is never out of sight.
  useEffect(() => {
    bar.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [path])
  return (
    <div ref={bar}>
      <TabBar label={t('events.tabs.label')}>
        <TabLink to="/events/$eventId" params={params} activeOptions={{ exact: true, includeSearch: false }}>
          {t('events.tabs.photos')} <Count of={hosting?.photo_count ?? 0} />
        </TabLink>
        <TabLink to="/events/$eventId/people" params={params} activeOptions={{ includeSearch: false }}>
          {t('events.tabs.people')}
        </TabLink>
        <TabLink to="/events/$eventId/search" params={params} activeOptions={{ includeSearch: false }}>
          {t('find.title')}
        </TabLink>
        <TabLink to="/events/$eventId/upload" params={params}>
          {t('events.tabs.upload')}
        </TabLink>
        <TabLink to="/events/$eventId/review" params={params}>
          {t('events.tabs.review')} <Count of={hosting?.matches_waiting ?? 0} strong />
        </TabLink>
        <TabLink to="/events/$eventId/guests" params={params}>
          {t('events.tabs.guests')} <Count of={hosting?.guest_count ?? 0} />
        </TabLink>
        <TabLink to="/events/$eventId/poster" params={params}>
          {t('events.tabs.poster')}
        </TabLink>
        <TabLink to="/events/$eventId/edit" params={params}>
          {t('events.tabs.settings')}
        </TabLink>
      </TabBar>
    </div>
  )
}
