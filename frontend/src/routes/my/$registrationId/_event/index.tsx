import { createFileRoute, useRouter } from '@tanstack/react-router'
import { useRef } from 'react'
import { FirstSteps } from '@/features/guest/FirstSteps'
import { nextStep, useRegistration } from '@/features/guest/registration'
import { matchesOptions } from '@/features/myphotos/matches'
import { MyPhotos } from '@/features/myphotos/MyPhotos'

export const Route = createFileRoute('/my/$registrationId/_event/')({
  validateSearch: (search: Record<string, unknown>): { photo?: string } =>
    typeof search.photo === 'string' ? { photo: search.photo } : {},
  loader: ({ context, params }) => {
    void context.queries.prefetchInfiniteQuery(matchesOptions(params.registrationId, 'rank'))
  },
  component: Photos,
})

function Photos() {
  const { registrationId } = Route.useParams()
  const { photo } = Route.useSearch()
  const navigate = Route.useNavigate()
  const router = useRouter()
  const registration = useRegistration(registrationId)
  // The viewer is a step of its own, so that "back" closes it, as on a phone it should.
  const stepped = useRef(false)
  if (nextStep(registration) !== 'photos' && registration.matches_released === 0) return <FirstSteps registration={registration} />
  return (
    <MyPhotos
      registration={registration}
      open={photo}
      onOpen={(match) => {
        stepped.current = true
        void navigate({ search: { photo: match.id }, resetScroll: false })
      }}
      onMove={(match) => void navigate({ search: { photo: match.id }, replace: true, resetScroll: false })}
      onClose={() => {
        if (router.state.location.pathname !== `/my/${registrationId}` || !('photo' in router.state.location.search)) return
        if (stepped.current) router.history.back()
        else void navigate({ search: {}, replace: true, resetScroll: false })
        stepped.current = false
      }}
    />
  )
}
