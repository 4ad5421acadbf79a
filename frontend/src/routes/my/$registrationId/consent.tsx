import { createFileRoute } from '@tanstack/react-router'
import i18n from 'i18next'
import { getConsentTextOptions } from '@/api/generated/@tanstack/react-query.gen'
import { Consent } from '@/features/guest/Consent'
import { useRegistration } from '@/features/guest/registration'

export const Route = createFileRoute('/my/$registrationId/consent')({
  loader: ({ context }) => context.queries.ensureQueryData(getConsentTextOptions({ query: { language: i18n.language } })),
  component: Asked,
})

function Asked() {
  const { registrationId } = Route.useParams()
  return <Consent registration={useRegistration(registrationId)} />
}
