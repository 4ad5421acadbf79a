import { expect, it } from 'vitest'
import type { ReviewOut } from '@/api/generated'
import { byGuest, type MatchPages, withBack, without } from './matches'

const match = (id: string, guest = 'bo') => ({ id, registration: { id: guest, name: guest }, selfie_crop: null }) as ReviewOut
const pages = (...ids: string[][]): MatchPages => ({ pages: ids.map((page) => ({ items: page.map((id) => match(id)), next: null })), pageParams: [] })
const shown = (data: MatchPages) => data.pages.map((page) => page.items.map((one) => one.id).join('')).join('|')

it('takes matches out and puts them back where they stood', () => {
  const all = pages(['a', 'b', 'c'], ['d', 'e'])
  const { data, taken } = without(all, new Set(['b', 'c', 'e']))
  expect(shown(data)).toBe('a|d')
  expect(shown(withBack(data, taken))).toBe('abc|de')
})

it('does not show a match twice that the server had listed again meanwhile', () => {
  const all = pages(['a', 'b'])
  const { taken } = without(all, new Set(['b']))
  expect(shown(withBack(all, taken))).toBe('ab')
})

it('puts matches back as near as can be when the list has become shorter', () => {
  const { taken } = without(pages(['a', 'b', 'c'], ['d']), new Set(['c', 'd']))
  expect(shown(withBack(pages(['x']), taken))).toBe('dxc')
})

it('gathers matches by guest', () => {
  const groups = byGuest([match('a', 'bo'), match('b', 'cy'), match('c', 'bo')])
  expect(groups.map((group) => [group.name, group.matches.length])).toEqual([
    ['bo', 2],
    ['cy', 1],
  ])
})
