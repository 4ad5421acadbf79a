import { expect, it } from 'vitest'
import { accessOf, scopesOf } from './scopes'

it('makes scopes of what was chosen, and the other way', () => {
  const scopes = scopesOf({ account: 'none', events: 'read', photos: 'write', guests: 'none' })
  expect(scopes).toEqual(['events:read', 'photos:read', 'photos:write'])
  expect(accessOf(scopes, 'account')).toBe('none')
  expect(accessOf(scopes, 'events')).toBe('read')
  expect(accessOf(scopes, 'photos')).toBe('write')
  expect(accessOf(['guests:write'], 'guests')).toBe('write')
})
