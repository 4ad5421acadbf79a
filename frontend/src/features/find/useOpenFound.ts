import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { FindHome } from './home'
import { inAddress, type Looking } from './looking'

/** Opens one of the photos that are found above the others. */
export function useOpenFound({ eventId }: Pick<FindHome, 'eventId'>, looking: Looking, replace = false): (photo: { id: string }) => void {
  const navigate = useNavigate()
  return useCallback(
    ({ id: photoId }) => {
      const how = { search: inAddress(looking), replace, resetScroll: false }
      if (eventId) void navigate({ to: '/events/$eventId/search/photos/$photoId', params: { eventId, photoId }, ...how })
      else void navigate({ to: '/library/search/photos/$photoId', params: { photoId }, ...how })
    },
    [navigate, eventId, looking, replace],
  )
}
