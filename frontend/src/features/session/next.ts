/** Addresses below these are pages of the server, not of this client. */
const SERVER = /^\/(api|admin|accounts|static)(\/|$)/

/** Pages that lead elsewhere once somebody is logged in: coming back to them would go in circles. */
const DOORS = /^\/(login|signup|verify|reset)(\/|$|\?)/

/** The path to go on to, when it is one of this site; anything else could lead to a stranger's page. */
export function safeNext(next: string | undefined, origin = window.location.origin): string | undefined {
  if (!next?.startsWith('/')) return undefined
  try {
    const url = new URL(next, origin)
    if (url.origin !== origin) return undefined
    const path = url.pathname + url.search + url.hash
    // "/.//host" is a path here, and another host once it is written out.
    return path.startsWith('//') || DOORS.test(path) ? undefined : path
  } catch {
    return undefined
  }
}

export function isServerPage(path: string): boolean {
  return SERVER.test(path)
}

export interface NextSearch {
  next?: string
}

/** For a route's `validateSearch`. */
export function validateNext(search: Record<string, unknown>): NextSearch {
  return typeof search.next === 'string' ? { next: search.next } : {}
}
