import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, expect, it } from 'vitest'
import { startI18n } from '@/i18n'
import { PasswordField } from './PasswordField'

beforeAll(() => startI18n('en'))

it('shows and hides what was typed, and keeps it', async () => {
  render(<PasswordField label="Password" name="password" autoComplete="current-password" />)
  const field = screen.getByLabelText('Password')
  await userEvent.type(field, 'correct horse')
  expect(field).toHaveAttribute('type', 'password')
  await userEvent.click(screen.getByRole('button', { name: 'Show password' }))
  expect(field).toHaveAttribute('type', 'text')
  await userEvent.click(screen.getByRole('button', { name: 'Hide password' }))
  expect(field).toHaveAttribute('type', 'password')
  expect(field).toHaveValue('correct horse')
})

it('tells that Caps Lock is on, until it is off', () => {
  render(<PasswordField label="Password" autoComplete="current-password" />)
  const field = screen.getByLabelText('Password')
  fireEvent.keyDown(field, { key: 'A', modifierCapsLock: true })
  expect(screen.getByRole('status')).toHaveTextContent('Caps Lock is on.')
  fireEvent.keyUp(field, { key: 'a' })
  expect(screen.getByRole('status')).toBeEmptyDOMElement()
})
