import { act, fireEvent, render, screen } from '@testing-library/react'
import { useRef, useState } from 'react'
import { expect, it } from 'vitest'
import { useKeptFocus } from './useKeptFocus'

let take: (name: string) => void
let switchOff: () => void

function Queue({ first }: { first?: boolean }) {
  const [names, setNames] = useState(['Ana', 'Bo', 'Cy'])
  const [off, setOff] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  useKeptFocus(place, first ? () => place.current?.querySelector('button') : undefined)
  take = (name) => setNames((before) => before.filter((one) => one !== name))
  switchOff = () => setOff(true)
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

const gone = (name: string) => act(async () => {
  take(name)
  await Promise.resolve()
})

it('gives the focus to the next one when the one that had it goes away', async () => {
  render(<Queue first />)
  screen.getByText('Ana').focus()
  await gone('Ana')
  expect(screen.getByText('Bo')).toHaveFocus()
  await gone('Bo')
  expect(screen.getByText('Cy')).toHaveFocus()
})

it('gives it to the place itself when nothing is left in it, or all is switched off', async () => {
  render(<Queue first />)
  screen.getByText('Ana').focus()
  for (const name of ['Cy', 'Bo', 'Ana']) await gone(name)
  expect(screen.getByTestId('queue')).toHaveFocus()
})

it('keeps it when a button is of no use any more', async () => {
  render(<Queue />)
  screen.getByText('Bo').focus()
  await act(async () => {
    switchOff()
    await Promise.resolve()
  })
  expect(screen.getByTestId('queue')).toHaveFocus()
})

it('takes no focus that is elsewhere, or that nobody had here', async () => {
  render(<Queue first />)
  await gone('Ana')
  expect(document.body).toHaveFocus()
  screen.getByText('Bo').focus()
  screen.getByText('Elsewhere').focus()
  await gone('Bo')
  expect(screen.getByText('Elsewhere')).toHaveFocus()
})

it('lets go whoever pressed elsewhere', async () => {
  render(<Queue first />)
  screen.getByText('Ana').focus()
  screen.getByText('Ana').blur()
  fireEvent.pointerUp(document.body)
  await gone('Ana')
  expect(document.body).toHaveFocus()
})
