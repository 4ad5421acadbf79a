import { describe, expect, it } from 'vitest'
import { exportAddress, type Wish } from './exporting'

const everybody: Wish = { people: [], named: false, size: 'original', regions: 'none', together: false, nobody: false }

describe('exportAddress', () => {
  it('leaves out what is as it would be anyway', () => {
    expect(exportAddress('L', everybody)).toBe('/api/v1/libraries/L/people.zip?size=original')
  })
  it('names people one by one, and then no others', () => {
    const wish: Wish = { ...everybody, people: ['a', 'b'], named: true, nobody: true, regions: 'embedded', size: 'web' }
    expect(exportAddress('L', wish)).toBe('/api/v1/libraries/L/people.zip?size=web&people=a&people=b&regions=embedded')
  })
  it('says everything that was chosen of everybody', () => {
    const wish: Wish = { ...everybody, named: true, nobody: true, together: true, label: 7, regions: 'sidecar' }
    expect(exportAddress('L', wish)).toBe(
      '/api/v1/libraries/L/people.zip?size=original&named=true&label=7&regions=sidecar&together=true&nobody=true',
    )
  })
})
