import { describe, expect, it } from 'vitest'
import { asAddress, fromAddress, fromFilters, inAddress, isSame, type Looking, toFilters, withoutPart, withPart } from './looking'

const ANA = '0198a5e0-0000-7000-8000-00000000000a'
const BO = '0198a5e0-0000-7000-8000-00000000000b'
const ZONE = 'Europe/Berlin'

const everything: Looking = fromAddress({
  q: '2024', name: 'Dora', with: `${ANA},${BO}`, only: true, label: '3,4', event: ANA, date: '2026-07', from: '2026-07-01', to: '2026-07-14',
  country: 'de', region: 'bavaria', city: 'Munich', camera: 'Canon EOS R5', least: 1, most: 4,
})

describe('what is looked for', () => {
  it('is the same after it was in an address', () => {
    expect(everything.map((part) => part.kind)).toEqual(['person', 'person', 'only', 'words', 'name', 'label', 'label', 'event', 'date', 'span', 'place', 'camera', 'faces'])
    expect(fromAddress(JSON.parse(JSON.stringify(inAddress(everything))) as Record<string, unknown>)).toEqual(everything)
  })

  it('is the same after it was kept by the server', () => {
    expect(fromFilters(toFilters(everything, ZONE), ZONE)).toEqual(everything)
    const kept = { ...toFilters(everything, ZONE), any_person: [], without_person: [], no_face: false, taken_before: '2026-07-14T22:00:00Z' }
    expect(isSame(fromFilters(kept, ZONE), everything)).toBe(true)
  })

  it('is nothing where an address says nothing that can be', () => {
    expect(fromAddress({ with: 'nobody', label: 'x,-1,0', date: '2026', from: '2026-13-40', country: 'Germany', least: -1, most: 'many', only: true, event: 1, noface: 'no', page: 3 })).toEqual([])
    expect(inAddress([])).toEqual({})
  })

  it.each([
    ['a day that no month has', { date: '2026-02-31', from: '2026-02-30', to: '2026-06-31' }],
    ['a month that no year has', { date: '2026-13' }],
    ['years before and after all clocks', { from: '0000-01-01', to: '9999-12-31', date: '0000-01' }],
    ['lists and objects', { q: ['a'], with: { id: ANA }, label: [3], from: ['2026-01-01'], least: {}, camera: null }],
    ['numbers that are none', { least: '1e99', most: 'Infinity', label: '9999999999999999999999' }],
  ])('leaves out %s, and can be asked for', (_, said) => {
    expect(asAddress(said)).toEqual({})
    expect(toFilters(fromAddress(said), ZONE)).toEqual({})
  })

  it('can be asked for on the first and the last day that there is', () => {
    const span = fromAddress({ from: '1800-01-01', to: '9998-12-31' })
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', ZONE]) {
      const { taken_from, taken_before } = toFilters(span, zone)
      expect([taken_from, taken_before].every((time) => /^\d{4}-/.test(time ?? ''))).toBe(true)
    }
  })

  it('takes a whole number for words, and one label as a number', () => {
    expect(fromAddress({ q: 2024, label: 7 })).toEqual([{ kind: 'words', text: '2024' }, { kind: 'label', id: 7 }])
    expect(inAddress([{ kind: 'label', id: 7 }])).toEqual({ label: 7 })
  })

  it('takes no more people than the server does', () => {
    const many = Array.from({ length: 30 }, (_, at) => ANA.replace(/.{2}$/, String(at + 10)))
    expect(fromAddress({ with: many.join() })).toHaveLength(20)
  })

  it('begins and ends days on the clocks of the event', () => {
    const filters = toFilters([{ kind: 'span', from: '2026-03-29', to: '2026-03-29' }], ZONE)
    expect(filters).toEqual({ taken_from: '2026-03-28T23:00:00.000Z', taken_before: '2026-03-29T22:00:00.000Z' })
    expect(toFilters([{ kind: 'span', from: '', to: '2026-07-01' }], 'UTC')).toEqual({ taken_before: '2026-07-02T00:00:00.000Z' })
  })

  it('begins a day later where its clocks skip midnight', () => {
    expect(toFilters([{ kind: 'span', from: '2026-09-06', to: '' }], 'America/Santiago').taken_from).toBe('2026-09-06T04:00:00.000Z')
  })

  it('asks for each person in one way', () => {
    const both = withPart(withPart([], { kind: 'person', id: ANA, way: 'all' }), { kind: 'person', id: BO, way: 'all' })
    const without = withPart(both, { kind: 'person', id: ANA, way: 'without' })
    expect(inAddress(without)).toEqual({ with: BO, not: ANA })
  })

  it('asks for nobody else only beside somebody', () => {
    const alone = fromAddress({ with: ANA, only: true })
    expect(withoutPart(alone, { kind: 'person', id: ANA, way: 'all' })).toEqual([])
    expect(fromAddress({ any: ANA, only: true })).toEqual([{ kind: 'person', id: ANA, way: 'any' }])
  })

  it('asks for faces or for none, as was said last', () => {
    const faces = withPart([], { kind: 'faces', least: 2 })
    const none = withPart(faces, { kind: 'noFace' })
    expect(none).toEqual([{ kind: 'noFace' }])
    expect(withPart(none, { kind: 'faces', least: 2 })).toEqual(faces)
    expect(withPart(faces, { kind: 'faces' })).toEqual([])
  })

  it('loses one part and keeps the others', () => {
    const left = withoutPart(everything, { kind: 'label', id: 3 })
    expect(inAddress(left)).toEqual({ ...inAddress(everything), label: 4 })
  })
})
