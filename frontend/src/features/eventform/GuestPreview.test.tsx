import { render, screen } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import { startI18n } from '@/i18n'
import { type EventDraft, newDraft } from './draft'
import { GuestPreview } from './GuestPreview'

beforeEach(() => startI18n('en'))

const DRAFT = { ...newDraft('Europe/Berlin', 0, '2026-11-21'), name: 'Winter party', venue: 'Old mill' }

function shown(part: Partial<EventDraft>): HTMLElement {
  return render(<GuestPreview draft={{ ...DRAFT, ...part }} host="Ana Pictures" cover={null} />).container
}

it('shows when and where an event is, and whose', () => {
  expect(shown({})).toHaveTextContent(/21 Nov 2026, 14:00.*23:00|Nov 21, 2026, 2:00.*11:00/)
  expect(screen.getByText('Old mill')).toBeVisible()
  expect(screen.getByText('Ana Pictures')).toBeVisible()
})

it('goes on showing what fits while the end is before the start', () => {
  const page = shown({ ends: '2026-11-21T09:00', joining: 'event' })
  expect(page).toHaveTextContent(/14:00|2:00/)
  expect(page).not.toHaveTextContent(/09:00|9:00/)
  expect(screen.getByText('Old mill')).toBeVisible()
  expect(screen.getByText('Ana Pictures')).toBeVisible()
})

it('shows place and host while no time can be read', () => {
  const page = shown({ starts: '', ends: '' })
  expect(page).not.toHaveTextContent('Invalid')
  expect(page).not.toHaveTextContent('When')
  expect(screen.getByText('Ana Pictures')).toBeVisible()
})
