import { createFileRoute } from '@tanstack/react-router'
import { Searching } from '@/features/search/Searching'

export const Route = createFileRoute('/my/$registrationId/searches/$searchId')({ component: OneSearch })

function OneSearch() {
  const { registrationId, searchId } = Route.useParams()
  return <Searching key={searchId} registrationId={registrationId} searchId={searchId} />
}
