import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { Cover } from '@/features/guest/Cover'
import { EventFacts } from '@/features/guest/EventFacts'
import { Page } from '@/components/Page'
import { JoinAction } from './JoinAction'

/** An event as it shows itself to whoever has its code, and the way in. */
export function EventFace({ event, code }: { event: EventOut; code: string }) {
  const { t } = useTranslation()
  return (
    <Page name={event.name} width="narrow">
      <article className="-mx-4 -mt-6 overflow-hidden border-line bg-surface sm:mx-0 sm:mt-0 sm:rounded-sheet sm:border sm:shadow-card">
        <Cover src={event.cover} className="aspect-[16/10] w-full" />
        <div className="flex flex-col gap-6 p-5 sm:p-8">
          <header className="flex flex-col gap-1">
            <p className="text-sm font-semibold text-muted">{t('guest.join.invited')}</p>
            <h1 className="display text-3xl">{event.name}</h1>
          </header>
          <EventFacts event={event} />
          {event.description && <p className="whitespace-pre-line text-muted">{event.description}</p>}
          <JoinAction event={event} code={code} />
        </div>
      </article>
    </Page>
  )
}
