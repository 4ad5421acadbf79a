import { describe, expect, it } from 'vitest'
import { counted, restorable } from './bin'

const page = (next: string | null, ...until: string[]) => ({ items: until.map((restorable_until) => ({ restorable_until })), next })
const pages = (...all: ReturnType<typeof page>[]) => ({ pages: all, pageParams: all.map(() => '') })

describe('what was deleted', () => {
  it('can be brought back until its time is over', () => {
    const data = pages(page('x', '2026-06-20T12:00:00Z', '2026-06-20T12:10:00Z'), page(null, '2026-06-20T12:20:00Z'))
    expect(restorable(data, Date.parse('2026-06-20T12:05:00Z')).map((one) => one.restorable_until.slice(11, 16))).toEqual(['12:10', '12:20'])
    expect(restorable(data, Date.parse('2026-06-20T12:20:00Z'))).toEqual([])
    expect(restorable(undefined, 0)).toEqual([])
  })

  it('is counted as far as it is loaded', () => {
    expect(counted(undefined)).toBeNull()
    expect(counted(pages(page(null)))).toBeNull()
    expect(counted(pages(page(null, 'a', 'b')))).toBe('2')
    expect(counted(pages(page('x', 'a'), page('y', 'b')))).toBe('2+')
  })
})
