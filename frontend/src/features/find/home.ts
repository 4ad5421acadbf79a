import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useKeys } from '@/features/viewer/useKeys'
import { inAddress, type Looking } from './looking'

/** The library in which one looks for photos, and on which clocks its days begin. */
export interface FindHome {
  libraryId: string
  /** Not given for the library that one has without any event. */
  eventId?: string
  timeZone: string
}

export const BOX_ID = 'search-box'

/** Goes to the page of a search. */
export function useGoSearching({ eventId }: Pick<FindHome, 'eventId'>): (looking: Looking, options?: { replace?: boolean }) => void {
  const navigate = useNavigate()
  return useCallback(
    (looking, { replace } = {}) => {
      const search = inAddress(looking)
      const how = { search, replace, resetScroll: false }
      if (eventId) void navigate({ to: '/events/$eventId/search', params: { eventId }, ...how })
      else void navigate({ to: '/library/search', ...how })
    },
    [navigate, eventId],
  )
}

/** "/" brings one into the search box, from every page of a library. */
export function useSearchKey(eventId?: string): void {
  const go = useGoSearching({ eventId })
  useKeys({
    '/': () => {
      if (document.querySelector('[role=dialog]')) return
      const box = document.getElementById(BOX_ID)
      if (box) box.focus()
      else go([])
    },
  })
}
