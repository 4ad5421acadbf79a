import { act, fireEvent, render, screen } from '@testing-library/react'
import { useRef } from 'react'
import { expect, it } from 'vitest'
import { useKeptFocus } from './useKeptFocus'

interface QueueProps {
  names: readonly string[]
  first?: boolean
  off?: boolean
}

function Queue({ names, first, off }: QueueProps) {
  const place = useRef<HTMLDivElement>(null)
  useKeptFocus(place, first ? () => place.current?.querySelector('button') : undefined)
  return (
    <>
      <button>Elsewhere</button>
      <div ref={place} tabIndex={-1} data-testid="queue">
        {names.map((name) => (
          <button key={name} disabled={off}>
            {name}
          </button>
        ))}
      </div>
    </>
  )
}

const ALL = ['Ana', 'Bo', 'Cy']

/** A queue, and what is drawn of it next. */
function show(first?: boolean) {
  const { rerender } = render(<Queue names={ALL} first={first} />)
  return (...how: [names: readonly string[], off?: boolean]) =>
    act(async () => {
      rerender(<Queue names={how[0]} first={first} off={how[1]} />)
      await Promise.resolve()
    })
}

it('gives the focus to the next one when the one that had it goes away', async () => {
  const draw = show(true)
  screen.getByText('Ana').focus()
  await draw(['Bo', 'Cy'])
  expect(screen.getByText('Bo')).toHaveFocus()
  await draw(['Cy'])
  expect(screen.getByText('Cy')).toHaveFocus()
})

it('gives it to the place itself when nothing is left in it', async () => {
  const draw = show(true)
  screen.getByText('Ana').focus()
  await draw([])
  expect(screen.getByTestId('queue')).toHaveFocus()
})

it('keeps it when a button is of no use any more', async () => {
  const draw = show()
  screen.getByText('Bo').focus()
  await draw(ALL, true)
  expect(screen.getByTestId('queue')).toHaveFocus()
})

it('takes no focus that is elsewhere, or that nobody had here', async () => {
  const draw = show(true)
  await draw(['Bo', 'Cy'])
  expect(document.body).toHaveFocus()
  screen.getByText('Bo').focus()
  screen.getByText('Elsewhere').focus()
  await draw(['Cy'])
  expect(screen.getByText('Elsewhere')).toHaveFocus()
})

it('lets go whoever pressed elsewhere', async () => {
  const draw = show(true)
  screen.getByText('Ana').focus()
  screen.getByText('Ana').blur()
  fireEvent.pointerUp(document.body)
  await draw(['Bo', 'Cy'])
  expect(document.body).toHaveFocus()
})
