import { createFileRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { RunHistory } from '@/features/search/RunHistory'

export const Route = createFileRoute('/my/$registrationId/_event/searches')({ component: Searches })

function Searches() {
  const { t } = useTranslation()
  const { registrationId } = Route.useParams()
  return (
    <section aria-labelledby="runs" className="flex max-w-3xl flex-col gap-4">
      <h2 id="runs" className="display text-xl">
        {t('guest.runs.title')}
      </h2>
      <p className="text-muted">{t('guest.runs.lead')}</p>
      <RunHistory registrationId={registrationId} />
    </section>
  )
}
