import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import i18n from 'i18next'
import { Download, Printer } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { Button, ButtonAnchor } from '@/components/Button'
import { Segmented } from '@/components/Segmented'
import { type PaperSize, PosterSheet, SIZES } from '@/features/poster/PosterSheet'
import { type Language, LANGUAGES, loadLanguage } from '@/i18n'

const languages = Object.keys(LANGUAGES) as Language[]

export const Route = createFileRoute('/events/$eventId/poster')({
  loader: () => Promise.all(languages.map(loadLanguage)),
  component: Poster,
})

function Poster() {
  const { t } = useTranslation()
  const { eventId } = Route.useParams()
  const { data: event } = useSuspenseQuery(getEventOptions({ path: { event_id: eventId } }))
  const [size, setSize] = useState<PaperSize>(navigator.language.endsWith('US') ? 'letter' : 'a4')
  const [language, setLanguage] = useState(i18n.language as Language)
  return (
    <div className="grid items-start gap-8 lg:grid-cols-[20rem_minmax(0,1fr)] print:block">
      <section aria-labelledby="poster" className="flex flex-col items-start gap-5 print:hidden">
        <div className="flex flex-col gap-1.5">
          <h2 id="poster" className="display text-xl">
            {t('events.poster.title')}
          </h2>
          <p className="text-muted">{t('events.poster.text')}</p>
        </div>
        <div className="flex flex-col gap-1.5">
          <p aria-hidden className="text-sm font-semibold">
            {t('events.poster.size')}
          </p>
          <Segmented
            label={t('events.poster.size')}
            value={size}
            options={SIZES.map((value) => ({ value, label: t(`events.poster.sizes.${value}`) }))}
            onChange={setSize}
          />
        </div>
        <div className="flex flex-col gap-1.5">
          <p aria-hidden className="text-sm font-semibold">
            {t('events.poster.language')}
          </p>
          <Segmented
            label={t('events.poster.language')}
            value={language}
            options={languages.map((value) => ({ value, label: LANGUAGES[value] }))}
            onChange={setLanguage}
          />
        </div>
        <Button look="primary" icon={Printer} onClick={() => window.print()}>
          {t('events.poster.print')}
        </Button>
        <p className="text-sm text-muted">{t('events.poster.pdf')}</p>
        <div className="flex flex-col gap-2 border-t border-line pt-5">
          <h3 className="text-sm font-semibold">{t('events.poster.code')}</h3>
          <p className="text-sm text-muted">{t('events.poster.codeText')}</p>
          <div className="flex flex-wrap gap-2">
            <ButtonAnchor size="small" icon={Download} href={`/api/v1/events/${eventId}/qr.svg?scale=10`} download={`${event.code}.svg`}>
              SVG
            </ButtonAnchor>
            <ButtonAnchor size="small" icon={Download} href={`/api/v1/events/${eventId}/qr.png?scale=30`} download={`${event.code}.png`}>
              PNG
            </ButtonAnchor>
          </div>
        </div>
      </section>
      <div className="mx-auto w-full max-w-xl print:max-w-none">
        <PosterSheet event={event} size={size} language={language} />
      </div>
    </div>
  )
}
