import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { EventProgress } from '@/api/generated'
import { refreshPhotos } from './photos'

/** Lists of up to so many pages are loaded anew by themselves; longer ones when the reader asks. */
const PAGES_BY_ITSELF = 3
const SECONDS_APART = 4

/**
 * Keeps the list true while photos arrive. Short lists follow by themselves, a few seconds apart; for long ones it gives
 * how many photos changed, and the way to show them.
 */
export function useFreshPhotos(eventId: string, progress: EventProgress | undefined, pages: number): { count: number; show: () => void } {
  const queries = useQueryClient()
  const settled = progress ? progress.photos.ready + progress.photos.failed : undefined
  const counted = progress ? `${progress.photos.total} ${settled}` : undefined
  const [shown, setShown] = useState<{ counted: string; total: number }>()
  const last = useRef(0)
  const total = progress?.photos.total ?? 0
  if (counted !== undefined && shown === undefined) setShown({ counted, total })
  const stale = shown !== undefined && counted !== undefined && counted !== shown.counted

  const show = () => {
    if (counted !== undefined) setShown({ counted, total })
    void refreshPhotos(queries, eventId)
  }
  useEffect(() => {
    if (!stale || pages > PAGES_BY_ITSELF) return
    const wait = Math.max(0, last.current + SECONDS_APART * 1000 - Date.now())
    const clock = setTimeout(() => {
      last.current = Date.now()
      show()
    }, wait)
    return () => clearTimeout(clock)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `show` is made anew with what it shows
  }, [stale, counted, pages])
  return { count: stale && pages > PAGES_BY_ITSELF ? Math.max(1, Math.abs(total - shown.total)) : 0, show }
}
