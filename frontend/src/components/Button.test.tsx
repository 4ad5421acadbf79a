import { fireEvent, render, screen } from '@testing-library/react'
import { Undo2 } from 'lucide-react'
import { expect, it, vi } from 'vitest'
import { Button, IconButton } from './Button'

it.each([
  ['with words', (busy: boolean, press: () => void) => <Button busy={busy} onClick={press}>Undo</Button>],
  ['with a sign', (busy: boolean, press: () => void) => <IconButton icon={Undo2} label="Undo" busy={busy} onClick={press} />],
])('a button %s takes no press while it is busy, and keeps the focus', (_, button) => {
  const press = vi.fn()
  const { rerender } = render(button(false, press))
  const it = screen.getByRole('button', { name: 'Undo' })
  it.focus()
  rerender(button(true, press))
  fireEvent.click(it)
  expect(press).not.toHaveBeenCalled()
  expect(it).toHaveFocus()
  expect(it).toHaveAttribute('aria-disabled', 'true')
  rerender(button(false, press))
  fireEvent.click(it)
  expect(press).toHaveBeenCalledOnce()
})
