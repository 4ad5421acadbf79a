import type { AlbumOut } from '@/api/generated'
import { countryName } from './meant'

export const ALBUMS = ['month', 'day', 'person', 'place', 'label'] as const
export type Albums = (typeof ALBUMS)[number]

/** Which albums are shown; part of the page's address. */
export interface WhichAlbums {
  by?: Albums
  search?: string
}

const LONGEST = 100

export function asAlbums(said: Record<string, unknown>): WhichAlbums {
  const by = ALBUMS.find((one) => one === said.by)
  const search = typeof said.search === 'string' || typeof said.search === 'number' ? String(said.search).slice(0, LONGEST) : ''
  return { ...(by && { by }), ...(search && by === 'label' && { search }) }
}

/** Albums that stand together under a heading. */
export interface Shelf {
  key: string
  title: string
  albums: AlbumOut[]
}

/** Albums in their order, those of a year or of a country together. */
export function shelvesOf(albums: readonly AlbumOut[], language?: string): Shelf[] {
  const shelves: Shelf[] = []
  for (const album of albums) {
    const { country, date } = album.filters
    const key = country ?? date?.slice(0, 4) ?? ''
    const last = shelves.at(-1)
    if (last?.key === key) last.albums.push(album)
    else shelves.push({ key, title: country ? countryName(country, language) : key, albums: [album] })
  }
  return shelves
}
