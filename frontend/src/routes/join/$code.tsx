import { createFileRoute, type ErrorComponentProps, redirect } from '@tanstack/react-router'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getEventByCodeOptions } from '@/api/generated/@tanstack/react-query.gen'
import { asProblem } from '@/api/problems'
import { EventFace } from '@/features/join/EventFace'
import { UnknownCode } from '@/features/join/UnknownCode'
import { FailedPage } from '@/features/shell/StatePages'

function eventOf(code: string) {
  return getEventByCodeOptions({ path: { code } })
}

export const Route = createFileRoute('/join/$code')({
  loader: async ({ context, params }) => {
    const event = await context.queries.ensureQueryData(eventOf(params.code))
    if (event.role === 'guest' && event.registration_id)
      throw redirect({ to: '/my/$registrationId', params: { registrationId: event.registration_id }, replace: true })
  },
  errorComponent: Refused,
  component: Join,
})

function Join() {
  const { code } = Route.useParams()
  const { data: event } = useSuspenseQuery(eventOf(code))
  return <EventFace event={event} code={code} />
}

function Refused(failure: ErrorComponentProps) {
  const { code } = Route.useParams()
  return asProblem(failure.error).code === 'unknown_event_code' ? <UnknownCode code={code} /> : <FailedPage {...failure} />
}
