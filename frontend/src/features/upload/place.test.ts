import { expect, it } from 'vitest'
import { libraryOf, placeOfLibrary } from './place'

it('tells a library from an event', () => {
  expect(libraryOf(placeOfLibrary('0190-a'))).toBe('0190-a')
  expect(libraryOf('0190-a')).toBeUndefined()
})
