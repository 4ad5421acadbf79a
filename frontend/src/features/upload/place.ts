/**
 * Where uploads go: the id of an event, or one's own library without any.
 *
 * Uploads of either stand in one queue, under the name of an event's id.
 */
const PERSONAL = 'library:'

export function placeOfLibrary(libraryId: string): string {
  return PERSONAL + libraryId
}

/** The library's id; undefined where the place is an event. */
export function libraryOf(place: string): string | undefined {
  return place.startsWith(PERSONAL) ? place.slice(PERSONAL.length) : undefined
}
