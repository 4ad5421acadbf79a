import { createFileRoute, Outlet } from '@tanstack/react-router'
import { ExpiredPage } from '@/features/guest/ExpiredPage'
import { registrationOptions, useRegistration } from '@/features/guest/registration'
import { requireAccount } from '@/features/session/guards'

export const Route = createFileRoute('/my/$registrationId')({
  beforeLoad: requireAccount,
  loader: ({ context, params }) => context.queries.ensureQueryData(registrationOptions(params.registrationId)),
  component: MyEvent,
})

function MyEvent() {
  const { registrationId } = Route.useParams()
  const registration = useRegistration(registrationId)
  return registration.event.state === 'expired' ? <ExpiredPage registration={registration} /> : <Outlet />
}
