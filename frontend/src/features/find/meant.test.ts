import { describe, expect, it } from 'vitest'
import { countriesMeant, countryName, monthsMeant } from './meant'

describe('what a text means in the reader’s language', () => {
  it('names months by their beginnings', () => {
    expect(monthsMeant('Jul', 'en')).toEqual([7])
    expect(monthsMeant('ju', 'en')).toEqual([6, 7])
    expect(monthsMeant('Juli 2025', 'de')).toEqual([7])
    expect(monthsMeant('märz', 'de')).toEqual([3])
    expect(monthsMeant('marz', 'de')).toEqual([3])
    expect(monthsMeant('2026-07', 'de')).toEqual([7])
  })

  it('takes no single letter and no number for a month', () => {
    expect(monthsMeant('m', 'en')).toEqual([])
    expect(monthsMeant('2026', 'en')).toEqual([])
    expect(monthsMeant('2026-99', 'en')).toEqual([])
    expect(monthsMeant('cake', 'en')).toEqual([])
  })

  it('names countries by their beginnings, with and without accents', () => {
    expect(countriesMeant('österr', 'de')).toEqual(['AT'])
    expect(countriesMeant('Osterr', 'de')).toEqual(['AT'])
    expect(countriesMeant('germ', 'en')).toEqual(['DE'])
    expect(countriesMeant('x', 'en')).toEqual([])
  })

  it('calls countries as the reader does', () => {
    expect(countryName('AT', 'de')).toBe('Österreich')
    expect(countryName('no country', 'en')).toBe('no country')
  })
})
