import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, redirect } from '@tanstack/react-router'
import { getEventByCodeOptions } from '@/api/generated/@tanstack/react-query.gen'
import { asProblem } from '@/api/problems'
import { EventFace } from '@/features/join/EventFace'
import { UnknownCode } from '@/features/join/UnknownCode'

function eventOf(code: string) {
  return getEventByCodeOptions({ path: { code } })
}

export const Route = createFileRoute('/join/$code')({
  loader: async ({ context, params }) => {
    try {
      const event = await context.queries.ensureQueryData(eventOf(params.code))
      if (event.role === 'guest' && event.registration_id)
        throw redirect({ to: '/my/$registrationId', params: { registrationId: event.registration_id }, replace: true })
      return { known: true }
    } catch (error) {
      if (asProblem(error).code === 'unknown_event_code') return { known: false }
      throw error
    }
  },
  component: Join,
})

function Join() {
  const { code } = Route.useParams()
  const { known } = Route.useLoaderData()
  return known ? <Face code={code} /> : <UnknownCode code={code} />
}

function Face({ code }: { code: string }) {
  const { data: event } = useSuspenseQuery(eventOf(code))
  return <EventFace event={event} code={code} />
}
