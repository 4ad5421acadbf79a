import { createFileRoute, redirect } from '@tanstack/react-router'
import { registrationOptions, useRegistration } from '@/features/guest/registration'
import { ShowSelfie } from '@/features/selfie/ShowSelfie'

export const Route = createFileRoute('/my/$registrationId/selfie')({
  // No camera before consent.
  beforeLoad: async ({ context, params }) => {
    const { consented } = await context.queries.ensureQueryData(registrationOptions(params.registrationId))
    if (!consented) throw redirect({ to: '/my/$registrationId/consent', params })
  },
  component: Selfie,
})

function Selfie() {
  const { registrationId } = Route.useParams()
  return <ShowSelfie registration={useRegistration(registrationId)} />
}
