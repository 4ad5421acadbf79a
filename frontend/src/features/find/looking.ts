import type { SearchFilters, SearchPhotosData } from '@/api/generated'
import { asDay, dayOf, instantOf } from '@/features/events/wallClock'

/** How somebody that is looked for is to be in a photo. */
export const WAYS = ['all', 'any', 'without'] as const
export type Way = (typeof WAYS)[number]

/** Where photos were taken: a country, a region in it, a city in that; as the server names them. */
export interface Place {
  country: string
  region?: string
  city?: string
}

/** One of the things that are looked for; shown as a chip. */
export type Part =
  | { kind: 'person'; id: string; way: Way }
  | { kind: 'only' }
  | { kind: 'words'; text: string }
  | { kind: 'name'; text: string }
  | { kind: 'label'; id: number }
  | { kind: 'event'; id: string }
  /** A month or a day by the camera's own clock: "2026-07", "2026-07-14". */
  | { kind: 'date'; date: string }
  /** Days on the clocks of the event, both included; either may be empty. */
  | { kind: 'span'; from: string; to: string }
  | { kind: 'place'; place: Place }
  | { kind: 'camera'; name: string }
  | { kind: 'faces'; least?: number; most?: number }
  | { kind: 'noFace' }

/** Everything that is looked for: photos for which all of it holds. In one order, so that equal ones look equal. */
export type Looking = readonly Part[]

/** The same as part of a page's address. */
export interface Address {
  q?: string
  name?: string
  with?: string
  any?: string
  not?: string
  only?: true
  label?: string | number
  event?: string
  date?: string
  from?: string
  to?: string
  country?: string
  region?: string
  city?: string
  camera?: string
  least?: number
  most?: number
  noface?: true
}

/** What is looked for as the server is asked for it. */
export type Asked = Omit<NonNullable<SearchPhotosData['query']>, 'cursor' | 'limit' | 'count'>

const KINDS: readonly Part['kind'][] = ['person', 'only', 'words', 'name', 'label', 'event', 'date', 'span', 'place', 'camera', 'faces', 'noFace']
/** As many people, and labels, as the server takes in one search. */
const MOST_NAMED = 20
const MOST_FACES = 100_000
const LONGEST = 200
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The parts in their order, each once; what another one makes pointless is left out. */
export function tidied(parts: Looking): Looking {
  const seen = new Map<string, Part>()
  // Of two that cannot both be, the one that was said last counts.
  for (const part of parts) {
    const key = keyOf(part)
    seen.delete(key)
    seen.set(key, part)
  }
  const all = [...seen.values()]
  const together = all.some((part) => part.kind === 'person' && part.way === 'all')
  const noFaceAt = all.findIndex((part) => part.kind === 'noFace')
  const facesAt = all.findIndex((part) => part.kind === 'faces')
  const left = all.filter((part, at) => {
    if (part.kind === 'only') return together
    if (part.kind === 'noFace') return facesAt < at
    if (part.kind === 'faces') return noFaceAt < at && (part.least !== undefined || part.most !== undefined)
    if (part.kind === 'span') return !!(part.from || part.to)
    return true
  })
  return left.sort((one, other) => rank(one) - rank(other))
}

function rank(part: Part): number {
  return KINDS.indexOf(part.kind) * WAYS.length + (part.kind === 'person' ? WAYS.indexOf(part.way) : 0)
}

/** What a part is about: two with the same key cannot both be looked for. */
export function keyOf(part: Part): string {
  return 'id' in part ? `${part.kind} ${part.id}` : part.kind
}

export function withPart(looking: Looking, part: Part): Looking {
  return tidied([...looking, part])
}

export function withoutPart(looking: Looking, part: Part): Looking {
  return tidied(looking.filter((one) => keyOf(one) !== keyOf(part)))
}

/** The part of this kind, of which there is one at most. */
export function partOf<Kind extends Exclude<Part['kind'], 'person' | 'label'>>(looking: Looking, kind: Kind): Extract<Part, { kind: Kind }> | undefined {
  return looking.find((part): part is Extract<Part, { kind: Kind }> => part.kind === kind)
}

function peopleOf(looking: Looking, way: Way): string[] {
  return looking.flatMap((part) => (part.kind === 'person' && part.way === way ? [part.id] : []))
}

function labelsOf(looking: Looking): number[] {
  return looking.flatMap((part) => (part.kind === 'label' ? [part.id] : []))
}

/** Leaves out what is not given. */
function given<Fields extends object>(fields: Fields): Fields {
  const some = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0))
  return Object.fromEntries(some) as Fields
}

export function inAddress(looking: Looking): Address {
  const labels = labelsOf(looking)
  const span = partOf(looking, 'span')
  const faces = partOf(looking, 'faces')
  return given<Address>({
    q: partOf(looking, 'words')?.text,
    name: partOf(looking, 'name')?.text,
    with: peopleOf(looking, 'all').join(),
    any: peopleOf(looking, 'any').join(),
    not: peopleOf(looking, 'without').join(),
    only: partOf(looking, 'only') ? true : undefined,
    label: labels.length === 1 ? labels[0] : labels.join(),
    event: partOf(looking, 'event')?.id,
    date: partOf(looking, 'date')?.date,
    from: span?.from,
    to: span?.to,
    ...partOf(looking, 'place')?.place,
    camera: partOf(looking, 'camera')?.name,
    least: faces?.least,
    most: faces?.most,
    noface: partOf(looking, 'noFace') ? true : undefined,
  })
}

/** What an address asks for; what is no part of a search in it is left out. */
export function fromAddress(said: Record<string, unknown>): Looking {
  const text = (name: keyof Address) => {
    const value = said[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim().slice(0, LONGEST) : ''
  }
  const fitting = (name: keyof Address, pattern: RegExp) => (pattern.test(text(name)) ? text(name) : '')
  // A list of ids is longer than any text.
  const listed = (name: keyof Address) => {
    const value = said[name]
    return (typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '').split(',').map((one) => one.trim())
  }
  const number = (name: keyof Address) => {
    const value = Number(text(name) || NaN)
    return Number.isInteger(value) && value >= 0 && value <= MOST_FACES ? value : undefined
  }
  const people = (name: 'with' | 'any' | 'not', way: Way): Part[] =>
    listed(name).filter((id) => ID.test(id)).slice(0, MOST_NAMED).map((id) => ({ kind: 'person', id: id.toLowerCase(), way }))
  const labels = listed('label').map(Number).filter((id) => Number.isSafeInteger(id) && id > 0).slice(0, MOST_NAMED)
  const one = <Value>(value: Value | undefined | '', part: (value: Value) => Part): Part[] => (value === undefined || value === '' ? [] : [part(value)])
  const country = fitting('country', /^[A-Za-z]{2}$/)
  return tidied([
    ...people('with', 'all'),
    ...people('any', 'any'),
    ...people('not', 'without'),
    ...(said.only === true || said.only === 'true' ? [{ kind: 'only' } as const] : []),
    ...one(text('q'), (text) => ({ kind: 'words', text })),
    ...one(text('name'), (text) => ({ kind: 'name', text })),
    ...labels.map((id) => ({ kind: 'label', id }) as const),
    ...one(fitting('event', ID), (id) => ({ kind: 'event', id })),
    ...one(monthOrDay(text('date')), (date) => ({ kind: 'date', date })),
    { kind: 'span', from: asDay(text('from')) ?? '', to: asDay(text('to')) ?? '' },
    ...one(country, (country) => ({ kind: 'place', place: given<Place>({ country: country.toUpperCase(), region: text('region'), city: text('city') }) })),
    ...one(text('camera'), (name) => ({ kind: 'camera', name })),
    { kind: 'faces', least: number('least'), most: number('most') },
    ...(said.noface === true || said.noface === 'true' ? [{ kind: 'noFace' } as const] : []),
  ])
}

/** The search of an address without what is no part of one. */
export function asAddress(said: Record<string, unknown>): Address {
  return inAddress(fromAddress(said))
}

function monthOrDay(text: string): string {
  return asDay(text.length === 7 ? `${text}-01` : text) ? text : ''
}

/** The first instant of a day on the clocks of a zone; where they skip midnight, of its first hour. */
function beginOf(day: string, timeZone: string): string {
  const midnight = instantOf(`${day}T00:00`, timeZone)
  return new Date(Number.isNaN(midnight) ? instantOf(`${day}T01:00`, timeZone) : midnight).toISOString()
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
}

/** What is looked for as the server takes it; days begin and end on the clocks of this zone. */
export function toFilters(looking: Looking, timeZone: string): Asked {
  const span = partOf(looking, 'span')
  const faces = partOf(looking, 'faces')
  return given<Asked>({
    q: partOf(looking, 'words')?.text,
    name: partOf(looking, 'name')?.text,
    person: peopleOf(looking, 'all'),
    any_person: peopleOf(looking, 'any'),
    without_person: peopleOf(looking, 'without'),
    only: !!partOf(looking, 'only'),
    label: labelsOf(looking),
    event: partOf(looking, 'event')?.id,
    date: partOf(looking, 'date')?.date,
    taken_from: span?.from ? beginOf(span.from, timeZone) : undefined,
    taken_before: span?.to ? beginOf(dayAfter(span.to), timeZone) : undefined,
    ...partOf(looking, 'place')?.place,
    camera: partOf(looking, 'camera')?.name,
    least_faces: faces?.least,
    most_faces: faces?.most,
    no_face: !!partOf(looking, 'noFace'),
  })
}

/** The other way: a search that was kept, or what an album or a suggestion finds. */
export function fromFilters(filters: { [name in keyof SearchFilters]?: unknown }, timeZone: string): Looking {
  const { person, any_person, without_person, taken_from, taken_before, least_faces, most_faces, no_face, ...same } = filters
  const list = (value: unknown) => (Array.isArray(value) ? value.join() : value)
  return fromAddress({
    ...same,
    label: list(same.label),
    with: list(person),
    any: list(any_person),
    not: list(without_person),
    from: typeof taken_from === 'string' ? dayOf(taken_from, timeZone) : undefined,
    to: typeof taken_before === 'string' ? dayOf(Date.parse(taken_before) - 1, timeZone) : undefined,
    least: least_faces,
    most: most_faces,
    noface: no_face,
  })
}

export function isSame(one: Looking, other: Looking): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
