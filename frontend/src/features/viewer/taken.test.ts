import { expect, it } from 'vitest'
import { offsetWords, takenWords } from './taken'

it('names offsets', () => {
  expect([0, 120, -330, 345].map(offsetWords)).toEqual(['UTC+0', 'UTC+2', 'UTC−5:30', 'UTC+5:45'])
})

it('shows the clock of the camera where it is known, else that of the event', () => {
  expect(takenWords('2026-06-20T20:30:00Z', 330, 'UTC')).toMatch(/2:00:00\sAM \(UTC\+5:30\)/)
  expect(takenWords('2026-06-20T20:30:00Z', null, 'Europe/Berlin')).toMatch(/10:30:00\sPM \(Europe\/Berlin\)/)
})
