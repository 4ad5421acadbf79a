import { describe, expect, it } from 'vitest'
import type { AlbumOut } from '@/api/generated'
import { asAlbums, shelvesOf } from './albums'

function album(name: string, filters: Record<string, string>): AlbumOut {
  return { name, filters, photo_count: 1, cover: null }
}

describe('albums', () => {
  it('stand together by year', () => {
    const albums = [album('2026-07', { date: '2026-07' }), album('2026-01', { date: '2026-01' }), album('2025-12', { date: '2025-12' })]
    expect(shelvesOf(albums).map((shelf) => [shelf.title, shelf.albums.length])).toEqual([
      ['2026', 2],
      ['2025', 1],
    ])
  })

  it('stand together by country', () => {
    const albums = [album('Vienna', { country: 'AT', region: '', city: 'Vienna' }), album('Munich', { country: 'DE', region: 'bavaria', city: 'Munich' })]
    expect(shelvesOf(albums, 'de').map((shelf) => shelf.title)).toEqual(['Österreich', 'Deutschland'])
  })

  it('are chosen by the address, as far as it makes sense', () => {
    expect(asAlbums({ by: 'label', search: 2024 })).toEqual({ by: 'label', search: '2024' })
    expect(asAlbums({ by: 'month', search: 'x' })).toEqual({ by: 'month' })
    expect(asAlbums({ by: 'colour' })).toEqual({})
  })
})
