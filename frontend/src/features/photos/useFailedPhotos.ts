import { useInfiniteQuery } from '@tanstack/react-query'
import { photosOptions } from './photos'

/** Ids of the failed photos that are loaded. */
export function useFailedPhotos(eventId: string): string[] {
  const { data } = useInfiniteQuery(photosOptions(eventId, 'failed'))
  return data?.pages.flatMap((page) => page.items.map((photo) => photo.id)) ?? []
}
