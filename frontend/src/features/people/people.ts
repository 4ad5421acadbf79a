import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import { type CroppedOut, listLibraries, listPeople, listPersonFaces, listPersonPhotos, openPersonalLibrary, type PersonOut } from '@/api/generated'
import {
  countPeopleOptions,
  getPersonTimelineOptions,
  listLibrariesQueryKey,
  listPeopleInfiniteQueryKey,
  listPersonCompanyOptions,
  listPersonFacesInfiniteQueryKey,
  listPersonPhotosInfiniteQueryKey,
} from '@/api/generated/@tanstack/react-query.gen'

export const SHOWN = ['named', 'unnamed', 'hidden'] as const
export type Shown = (typeof SHOWN)[number]

/** Which people of a library are listed. */
export interface WhichPeople {
  state?: Shown
  search?: string
}

const PEOPLE_AT_FIRST = 60
/** After every word all that was loaded is asked for anew, one page after the other: few large ones are sooner there. */
const PEOPLE_AFTER_THEM = 200
const FACES_AT_ONCE = 100
const PHOTOS_AT_ONCE = 200
const SUGGESTED = 6

/** The library of an event. */
export function eventLibraryOptions(eventId: string) {
  return queryOptions({
    queryKey: listLibrariesQueryKey({ query: { event: eventId } }),
    queryFn: async ({ signal }) => (await listLibraries({ query: { event: eventId }, signal, throwOnError: true })).data,
    select: (page) => page.items[0],
  })
}

/** The library that one has without any event; asking for it makes it. */
export const personalLibraryOptions = queryOptions({
  queryKey: ['personalLibrary'],
  queryFn: async ({ signal }) => (await openPersonalLibrary({ signal, throwOnError: true })).data,
})

/** The people of a library, those in most photos first. */
export function peopleOptions(libraryId: string, { state, search }: WhichPeople) {
  const which = { hidden: state === 'hidden', ...(state === 'named' || state === 'unnamed' ? { named: state === 'named' } : {}), search: search || undefined }
  return infiniteQueryOptions({
    queryKey: listPeopleInfiniteQueryKey({ path: { library_id: libraryId }, query: which }),
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...which, cursor: pageParam || undefined, limit: pageParam ? PEOPLE_AFTER_THEM : PEOPLE_AT_FIRST }
      return (await listPeople({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

export function peopleCountsOptions(libraryId: string) {
  return countPeopleOptions({ path: { library_id: libraryId } })
}

/** Named people whose name has these letters in it. */
export function suggestedOptions(libraryId: string, search: string) {
  return queryOptions({
    queryKey: ['suggestedPeople', libraryId, search],
    queryFn: async ({ signal }) => {
      const query = { named: true, search, limit: SUGGESTED }
      return (await listPeople({ path: { library_id: libraryId }, query, signal, throwOnError: true })).data.items
    },
    staleTime: 5_000,
  })
}

/** Photos of somebody, or those that somebody else is in, too, or from a moment on. */
export function personPhotosOptions(personId: string, which: { with_person?: string; taken_from?: string } = {}) {
  return infiniteQueryOptions({
    queryKey: listPersonPhotosInfiniteQueryKey({ path: { person_id: personId }, query: which }),
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...which, cursor: pageParam || undefined, limit: PHOTOS_AT_ONCE }
      return (await listPersonPhotos({ path: { person_id: personId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchOnWindowFocus: false,
  })
}

/** When somebody was photographed, alone or with somebody else. */
export function timelineOptions(personId: string, beside?: string) {
  return getPersonTimelineOptions({ path: { person_id: personId }, query: { with_person: beside } })
}

/** Who is in photos with somebody. */
export function companyOptions(personId: string) {
  return listPersonCompanyOptions({ path: { person_id: personId } })
}

export function personFacesOptions(personId: string, limit = FACES_AT_ONCE) {
  return infiniteQueryOptions({
    queryKey: listPersonFacesInfiniteQueryKey({ path: { person_id: personId }, query: { limit } }),
    queryFn: async ({ pageParam, signal }) => {
      const query = { cursor: pageParam || undefined, limit }
      return (await listPersonFaces({ path: { person_id: personId }, query, signal, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchOnWindowFocus: false,
  })
}

const ABOUT_PEOPLE: ReadonlySet<string> = new Set([
  'listPeople', 'countPeople', 'getPerson', 'listPersonPhotos', 'listPersonFaces', 'listUnassignedFaces', 'listStatements', 'getPhoto', 'suggestedPeople',
  'searchPhotos', 'suggestFilters', 'countDuplicates', 'listPersonDuplicates', 'listPersonSuggestions', 'countSuggestions',
  'getPersonTimeline', 'listPersonCompany', 'getClassifier',
])

/** Everything that tells of people is asked for anew. */
export function peopleChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({
    predicate: ({ queryKey: [first] }) =>
      ABOUT_PEOPLE.has(typeof first === 'string' ? first : String((first as { _id?: unknown } | undefined)?._id)),
  })
}

/** Two names that are the same to a reader. */
export function sameName(one: string, other: string): boolean {
  const plain = (name: string) => name.trim().replace(/\s+/g, ' ').normalize('NFKC').toLocaleLowerCase()
  return plain(one) === plain(other)
}

/**
 * Who all of several people are when they become one: who has a name, else who is in most photos; the earlier of equals.
 *
 * @returns undefined when several have different names, and somebody has to say which stays.
 */
export function survivorOf(people: readonly PersonOut[]): PersonOut | undefined {
  const named = people.filter((person) => person.name)
  if (named.some((person) => !sameName(person.name, named[0]?.name ?? ''))) return undefined
  const among = named.length ? named : people
  return among.reduce<PersonOut | undefined>((best, one) => (best && best.photo_count >= one.photo_count ? best : one), undefined)
}

/** What `FaceCrop` takes of a face. */
export function croppedFrom(face: CroppedOut) {
  return { photo: { width: face.width, height: face.height, previews: face.previews, thumbhash: face.thumbhash }, box: face.box }
}
