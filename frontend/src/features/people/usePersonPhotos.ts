import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { PersonOut } from '@/api/generated'
import { personPhotosOptions, timelineOptions } from './people'
import { monthFrom, photosFrom, type WhichPhotos } from './whichPhotos'

/** Those of a person's photos that the address says, and how many they are. */
export function usePersonPhotos(person: PersonOut, which: WhichPhotos) {
  const { data: timeline } = useQuery(timelineOptions(person.id, which.with))
  const months = timeline?.months ?? []
  const month = monthFrom(months, which.from)
  const list = useInfiniteQuery({
    ...personPhotosOptions(person.id, { with_person: which.with, taken_from: month?.starts_at }),
    // Where a month is asked for, it has to be known when that begins.
    enabled: which.from === undefined || timeline !== undefined,
  })
  return { list, months, month, total: timeline ? photosFrom(months, month?.starts_at) : person.photo_count }
}
