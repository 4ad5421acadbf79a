import './poster.css'
import i18n from 'i18next'
import type { EventOut } from '@/api/generated'
import { readable } from '@/features/events/invitation'
import type { Language } from '@/i18n'

export const SIZES = ['a4', 'a5', 'letter'] as const
export type PaperSize = (typeof SIZES)[number]

interface PosterSheetProps {
  event: EventOut
  size: PaperSize
  /** Of the words on it, whatever language the photographer reads; its texts must be loaded. */
  language: Language
}

function day(instant: string, timeZone: string, language: Language): string {
  const locale = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }).format(new Date(instant))
}

/** One page to hang up: what it is about, the code to scan or type, and what happens then. */
export function PosterSheet({ event, size, language }: PosterSheetProps) {
  const t = i18n.getFixedT(language)
  const site = event.join_url ? new URL(event.join_url).host : ''
  const long = event.name.length > 34
  const steps = [t('events.sheet.scan'), t('events.sheet.selfie'), t('events.sheet.photos')]
  return (
    <article
      lang={language}
      aria-label={t('events.sheet.label', { name: event.name })}
      data-size={size}
      className="poster-sheet light-only w-full overflow-hidden bg-white text-ink shadow-float print:shadow-none"
    >
      <div className="flex h-full flex-col items-center justify-between px-[8cqw] pt-[7cqw] pb-[6cqw] text-center">
        <header className="flex flex-col items-center gap-[1.6cqw]">
          <p className="text-[2.5cqw] font-semibold tracking-[0.18em] text-accent uppercase">{t('events.sheet.above')}</p>
          <p className={`display leading-[1.05] ${long ? 'text-[7cqw]' : 'text-[9.5cqw]'}`}>{event.name}</p>
          <p className="text-[2.6cqw] text-muted">
            {[day(event.starts_at, event.timezone, language), event.venue].filter(Boolean).join(' · ')}
          </p>
        </header>
        <div className="flex flex-col items-center gap-[2cqw]">
          <div className="rounded-[3cqw] border-[0.6cqw] border-accent bg-white p-[1.5cqw]">
            <img src={`/api/v1/events/${event.id}/qr.svg?scale=10`} alt={t('events.sheet.qr', { code: readable(event.code ?? '') })} className="size-[44cqw]" />
          </div>
          <p className="text-[2.5cqw] text-muted">{t('events.sheet.orType', { site })}</p>
          <p className="text-[6cqw] leading-none font-bold tracking-[0.12em]">{readable(event.code ?? '')}</p>
        </div>
        <ol className="grid w-full grid-cols-3 gap-[3cqw]">
          {steps.map((step, at) => (
            <li key={step} className="flex flex-col items-center gap-[1cqw]">
              <span aria-hidden className="display grid size-[6.5cqw] place-items-center rounded-full bg-accent text-[3.4cqw] text-on-accent">
                {at + 1}
              </span>
              <span className="text-[2.5cqw] leading-[1.3] font-semibold text-balance">{step}</span>
            </li>
          ))}
        </ol>
        <footer className="flex w-full flex-col gap-[0.8cqw] border-t border-line pt-[2.4cqw] text-[2cqw] leading-[1.4] text-muted">
          <p>{t('events.sheet.promise', { date: day(event.available_until, event.timezone, language) })}</p>
          <p>{t('events.sheet.by', { host: event.host })}</p>
        </footer>
      </div>
    </article>
  )
}
