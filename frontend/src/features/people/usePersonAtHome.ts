import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getEventOptions, getLibraryOptions, getPersonOptions } from '@/api/generated/@tanstack/react-query.gen'
import { LIBRARY_ZONE } from '@/features/library/LibraryPhotos'

/** Somebody, and where their photos belong. */
export function usePersonAtHome(personId: string) {
  const { data: person } = useSuspenseQuery(getPersonOptions({ path: { person_id: personId } }))
  const { data: library } = useSuspenseQuery(getLibraryOptions({ path: { library_id: person.library } }))
  const { data: event } = useQuery({ ...getEventOptions({ path: { event_id: library.event ?? '' } }), enabled: library.event !== null })
  return { person, home: library.event ?? library.id, timeZone: event?.timezone ?? LIBRARY_ZONE }
}
