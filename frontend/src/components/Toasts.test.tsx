import { act, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startI18n } from '@/i18n'
import { Toasts } from './Toasts'
import { toast } from './toasts'

const say = (...words: Parameters<typeof toast>) => act(() => void toast(...words))
const told = () => [...screen.getByRole('status').querySelectorAll('p')].map((one) => one.textContent)
const seconds = (count: number) => act(() => void vi.advanceTimersByTime(count * 1000))

beforeEach(async () => {
  await startI18n('en')
  vi.useFakeTimers({ shouldAdvanceTime: true })
})
afterEach(() => {
  seconds(60) // none is left for the next test
  vi.useRealTimers()
})

describe('toasts about the same', () => {
  it('take the place of the one before, and others stay', () => {
    render(<Toasts />)
    say('Named Bo', { about: 'answer' })
    say('Saved')
    say('Named Cy', { about: 'answer' })
    expect(told()).toEqual(['Saved', 'Named Cy'])
  })

  it('say nothing about each other where they do not tell what they are about', () => {
    render(<Toasts />)
    for (const text of ['One', 'Two', 'Three', 'Four']) say(text)
    expect(told()).toEqual(['Two', 'Three', 'Four'])
  })

  it('take back what the last one tells of', async () => {
    const takenBack: string[] = []
    render(<Toasts />)
    for (const name of ['Bo', 'Cy']) say(`Named ${name}`, { about: 'answer', undo: () => takenBack.push(name) })
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(takenBack).toEqual(['Cy'])
    expect(told()).toEqual([])
  })

  it('stay their own time, not what was left of the one before', () => {
    render(<Toasts />)
    say('Hidden', { about: 'answer' })
    seconds(5)
    say('Hidden', { about: 'answer' })
    seconds(5)
    expect(told()).toEqual(['Hidden'])
    seconds(2)
    expect(told()).toEqual([])
  })
})

describe('the focus', () => {
  /** Toasts beside a field that somebody is in. */
  function renderInField() {
    render(
      <>
        <input aria-label="Name" />
        <Toasts />
      </>,
    )
    screen.getByLabelText('Name').focus()
  }

  it('stays where it is when a toast comes', () => {
    renderInField()
    say('Named Bo', { undo: () => undefined })
    expect(screen.getByLabelText('Name')).toHaveFocus()
  })

  it('goes back to where it was when the toast that has it goes', async () => {
    renderInField()
    say('Named Bo', { about: 'answer', undo: () => undefined })
    await userEvent.tab()
    expect(screen.getByRole('button', { name: 'Undo' })).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    expect(screen.getByLabelText('Name')).toHaveFocus()
    say('Named Bo', { about: 'answer', undo: () => undefined })
    await userEvent.tab()
    say('Named Cy', { about: 'answer' })
    expect(screen.getByLabelText('Name')).toHaveFocus()
  })

  it('is not given to anything by a toast that nobody is in', async () => {
    renderInField()
    say('Named Bo', { undo: () => undefined })
    await userEvent.tab()
    fireEvent.pointerEnter(screen.getByText('Named Bo'))
    act(() => (document.activeElement as HTMLElement).blur())
    seconds(13)
    expect(told()).toEqual([])
    expect(document.body).toHaveFocus()
  })
})
