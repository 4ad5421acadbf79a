import { type QueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { ImageOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { EmptyState } from '@/components/Feedback'
import { TextLink } from '@/components/Page'
import { eventLibraryOptions } from '@/features/people/people'
import type { FindHome } from './home'

const ACTIVE = { exact: true, includeSearch: false }
const LINK = 'inline-flex min-h-9 items-center aria-[current=page]:text-ink aria-[current=page]:no-underline'

export async function loadEventFind(queries: QueryClient, eventId: string): Promise<void> {
  await Promise.all([
    queries.ensureQueryData(eventLibraryOptions(eventId)),
    queries.ensureQueryData(getEventOptions({ path: { event_id: eventId } })),
  ])
}

/** Where one looks for the photos of an event; undefined where they are gone. */
export function useEventHome(eventId: string): FindHome | undefined {
  const { data: library } = useSuspenseQuery(eventLibraryOptions(eventId))
  const { data: event } = useSuspenseQuery(getEventOptions({ path: { event_id: eventId } }))
  return library && { libraryId: library.id, eventId, timeZone: event.timezone }
}

/** The pages for finding photos of an event. */
export function EventFind({ eventId, children }: { eventId: string; children: (home: FindHome) => ReactNode }) {
  const { t } = useTranslation()
  const home = useEventHome(eventId)
  if (!home) return <EmptyState icon={ImageOff} title={t('workspace.photos.empty.title')} />
  return (
    <div className="flex flex-col gap-6">
      <nav aria-label={t('find.pages')}>
        <ul className="flex flex-wrap gap-x-6 gap-y-1">
          <li>
            <TextLink to="/events/$eventId/search" params={{ eventId }} activeOptions={ACTIVE} className={LINK}>
              {t('find.title')}
            </TextLink>
          </li>
          <li>
            <TextLink to="/events/$eventId/search/albums" params={{ eventId }} activeOptions={ACTIVE} className={LINK}>
              {t('find.albums.title')}
            </TextLink>
          </li>
        </ul>
      </nav>
      {children(home)}
    </div>
  )
}
