import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { useCombobox } from './useCombobox'

const FRUIT = ['Apple', 'Apricot', 'Banana']

interface FruitProps {
  known?: readonly string[]
  meant?: number
  onPick?: (name: string) => void
  onGiveUp?: () => void
}

function Fruit({ known = FRUIT, meant, onPick, onGiveUp }: FruitProps) {
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const options = open ? known.filter((name) => name.toLowerCase().includes(typed.toLowerCase())).map((name) => ({ id: name, name })) : []
  const box = useCombobox({
    value: typed,
    onText: setTyped,
    options,
    meant: typed ? meant : undefined,
    onOpen: setOpen,
    onTake: ({ name }) => onPick?.(name),
    onEnter: (marked) => {
      onPick?.(marked?.name ?? typed)
      return true
    },
    onEscape: () => {
      if (options.length) setOpen(false)
      else onGiveUp?.()
      return true
    },
  })
  return (
    <>
      <input aria-label="Fruit" {...box.field} />
      <ul aria-label="Fruit" {...box.list}>
        {options.map((one) => (
          <li key={one.id} {...box.option(one)}>
            {one.name}
          </li>
        ))}
      </ul>
    </>
  )
}

const field = () => screen.getByLabelText('Fruit', { selector: 'input' })
/** The option that a screen reader is told of. */
const told = () => document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent

describe('combobox', () => {
  it('goes through the list and around with arrows, and tells where it is', async () => {
    const user = userEvent.setup()
    render(<Fruit />)
    expect(field()).toHaveRole('combobox')
    await user.click(field())
    expect(field()).toHaveAttribute('aria-expanded', 'true')
    expect(told()).toBeUndefined()
    await user.keyboard('{ArrowDown}')
    expect(told()).toBe('Apple')
    await user.keyboard('{ArrowUp}')
    expect(told()).toBe('Banana')
    await user.keyboard('{ArrowDown}{ArrowDown}')
    expect(told()).toBe('Apricot')
    expect(screen.getByText('Apricot')).toHaveAttribute('aria-selected', 'true')
    expect(field()).toHaveFocus()
  })

  it('gives Home, End and the keys of the cursor back to the text', async () => {
    const user = userEvent.setup()
    render(<Fruit />)
    await user.type(field(), 'a')
    for (const key of ['Home', 'End', 'ArrowLeft', 'ArrowRight']) {
      fireEvent.keyDown(field(), { key: 'ArrowDown' })
      expect(told()).toBe('Apple')
      expect(fireEvent.keyDown(field(), { key })).toBe(true) // it is the text's, too
      expect(told()).toBeUndefined()
    }
  })

  it('takes what is marked, what is typed, or what is pressed, and keeps the focus', async () => {
    const user = userEvent.setup()
    const pick = vi.fn()
    render(<Fruit onPick={pick} />)
    await user.type(field(), 'ap{ArrowDown}{ArrowDown}{Enter}')
    await user.clear(field())
    await user.type(field(), 'ap{Enter}')
    await user.click(screen.getByText('Apple'))
    expect(pick.mock.calls).toEqual([['Apricot'], ['ap'], ['Apple']])
    expect(field()).toHaveFocus()
  })

  it('takes nothing while an input method composes, nor by the key that ends it', async () => {
    const user = userEvent.setup()
    const pick = vi.fn()
    const giveUp = vi.fn()
    render(<Fruit onPick={pick} onGiveUp={giveUp} />)
    await user.type(field(), 'a')
    for (const key of ['Enter', 'ArrowDown', 'Escape']) {
      fireEvent.keyDown(field(), { key, isComposing: true })
      fireEvent.keyDown(field(), { key, keyCode: 229 })
    }
    expect(pick).not.toHaveBeenCalled()
    expect(giveUp).not.toHaveBeenCalled()
    expect(told()).toBeUndefined()
    expect(field()).toHaveAttribute('aria-expanded', 'true')
  })

  it('closes on Escape before it gives up, and opens again by an arrow', async () => {
    const user = userEvent.setup()
    const giveUp = vi.fn()
    render(<Fruit onGiveUp={giveUp} />)
    await user.type(field(), 'a{Escape}')
    expect(field()).toHaveAttribute('aria-expanded', 'false')
    expect(giveUp).not.toHaveBeenCalled()
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}')
    expect(screen.getAllByRole('option')).toHaveLength(3)
    expect(told()).toBeUndefined()
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}')
    expect(screen.queryAllByRole('option')).toHaveLength(0)
    await user.keyboard('{Escape}')
    expect(giveUp).toHaveBeenCalledOnce()
  })

  it('marks what is meant until arrows say otherwise', async () => {
    const user = userEvent.setup()
    render(<Fruit meant={1} />)
    await user.type(field(), 'a')
    expect(told()).toBe('Apricot')
    await user.keyboard('{ArrowDown}')
    expect(told()).toBe('Banana')
    await user.type(field(), 'p')
    expect(told()).toBe('Apricot')
  })

  it('keeps what is marked when the list changes under it, and puts nothing else in its place', async () => {
    const user = userEvent.setup()
    const pick = vi.fn()
    const { rerender } = render(<Fruit onPick={pick} />)
    await user.type(field(), 'a{ArrowDown}{ArrowDown}')
    expect(told()).toBe('Apricot')
    rerender(<Fruit known={['Ananas', 'Apple', 'Apricot']} onPick={pick} />)
    expect(told()).toBe('Apricot')
    rerender(<Fruit known={['Ananas', 'Apple']} onPick={pick} />)
    expect(told()).toBeUndefined()
    await user.keyboard('{Enter}')
    expect(pick).toHaveBeenCalledExactlyOnceWith('a')
  })
})
