import { CalendarPlus, Printer, UploadCloud } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '@/components/Button'
import { Card } from '@/components/Page'

/** A photographer without events: how it goes, and the way to the first one. */
export function FirstRun() {
  const { t } = useTranslation()
  const steps = [
    { icon: CalendarPlus, title: t('dashboard.first.event.title'), text: t('dashboard.first.event.text') },
    { icon: Printer, title: t('dashboard.first.invite.title'), text: t('dashboard.first.invite.text') },
    { icon: UploadCloud, title: t('dashboard.first.upload.title'), text: t('dashboard.first.upload.text') },
  ]
  return (
    <Card aria-labelledby="first" className="flex flex-col items-start gap-8 sm:p-10">
      <div className="flex max-w-2xl flex-col gap-2">
        <h2 id="first" className="display text-2xl">
          {t('dashboard.first.title')}
        </h2>
        <p className="text-muted">{t('dashboard.first.lead')}</p>
      </div>
      <ol className="grid gap-6 md:grid-cols-3">
        {steps.map((step, at) => (
          <li key={step.title} className="flex flex-col gap-2 border-t-2 border-ink pt-4">
            <span className="flex items-center gap-3 text-muted">
              <step.icon aria-hidden className="size-6" />
              <span className="display text-lg">{at + 1}</span>
            </span>
            <h3 className="text-lg font-semibold">{step.title}</h3>
            <p className="text-muted">{step.text}</p>
          </li>
        ))}
      </ol>
      <ButtonLink to="/events/new" look="primary" size="large" icon={CalendarPlus}>
        {t('dashboard.first.action')}
      </ButtonLink>
    </Card>
  )
}
