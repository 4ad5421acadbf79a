import { describe, expect, it } from 'vitest'
import { isServerPage, safeNext } from './next'

const HERE = 'https://photos.example.org'

describe('where somebody goes on to', () => {
  it.each(['/my', '/join/AB12CD34', '/events/1?tab=guests#top', '/admin/'])('%s is of this site', (next) => {
    expect(safeNext(next, HERE)).toBe(next)
  })

  it.each([
    undefined,
    '',
    'my',
    '//evil.example/x',
    '/\\evil.example/x',
    '/\t/evil.example/x',
    '/.//evil.example/x',
    '/x/..//evil.example',
    'https://evil.example/',
    'https://photos.example.org/my',
    'javascript:alert(1)',
  ])('%s is not', (next) => {
    expect(safeNext(next, HERE)).toBeUndefined()
  })

  it.each(['/login', '/login?next=/my', '/signup/guest', '/verify', '/reset'])('%s would go in circles', (next) => {
    expect(safeNext(next, HERE)).toBeUndefined()
  })

  it('knows pages of the server from those of the client', () => {
    expect(isServerPage('/admin/')).toBe(true)
    expect(isServerPage('/api/v1/docs')).toBe(true)
    expect(isServerPage('/account')).toBe(false)
  })
})
