import { createFileRoute } from '@tanstack/react-router'
import { Sharing } from '@/features/guest/Sharing'
import { useRegistration } from '@/features/guest/registration'

export const Route = createFileRoute('/my/$registrationId/_event/sharing')({ component: WhatIShared })

function WhatIShared() {
  const { registrationId } = Route.useParams()
  return <Sharing registration={useRegistration(registrationId)} />
}
