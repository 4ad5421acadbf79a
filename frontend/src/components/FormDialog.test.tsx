import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startI18n } from '@/i18n'
import { FormDialog, useDialogForm } from './FormDialog'
import { useToasts } from './toasts'

beforeAll(async () => {
  await startI18n('en')
})
beforeEach(() => {
  // jsdom has no modal dialogs.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
})

interface Ending {
  done: () => void
  refuse: (problem: unknown) => void
}

const TAKEN = { status: 409, code: 'name_taken', detail: 'Another one has this name.', advice: '', fields: { name: ['Taken.'] } }

function Form({ onSave }: { onSave: () => Promise<void> }) {
  const { form, problem } = useDialogForm(onSave)
  return (
    <form {...form}>
      <input aria-label="Name" />
      <p data-testid="problem">{problem?.detail}</p>
    </form>
  )
}

function Page({ onSave }: { onSave: () => Promise<void> }) {
  const [open, setOpen] = useState(false)
  const toasts = useToasts()
  return (
    <>
      <button onClick={() => setOpen(true)}>Open</button>
      <FormDialog open={open} onClose={() => setOpen(false)} title="Name it">
        <Form onSave={onSave} />
      </FormDialog>
      <p data-testid="said">{toasts.map((one) => one.text).join()}</p>
    </>
  )
}

/** A page with its dialog open, and what ends each of the savings. */
async function opened() {
  const savings: Ending[] = []
  const save = vi.fn(() => new Promise<void>((done, refuse) => savings.push({ done, refuse })))
  render(<Page onSave={save} />)
  const user = userEvent.setup()
  await user.click(screen.getByText('Open'))
  return { user, save, savings }
}

const end = (how: () => void) => act(async () => {
  how()
  await Promise.resolve()
})
const field = () => screen.queryByLabelText('Name')

describe('dialog with a form', () => {
  it('sends once for two presses, and closes when it is saved', async () => {
    const { user, save, savings } = await opened()
    await user.type(screen.getByLabelText('Name'), 'x{Enter}{Enter}')
    await user.click(screen.getByText('Save'))
    expect(save).toHaveBeenCalledOnce()
    await end(() => savings[0]?.done())
    expect(field()).toBeNull()
  })

  it('stays open with what the server refused, and can be sent again', async () => {
    const { user, save, savings } = await opened()
    await user.click(screen.getByText('Save'))
    await end(() => savings[0]?.refuse(TAKEN))
    expect(screen.getByTestId('problem')).toHaveTextContent('Another one has this name.')
    await user.click(screen.getByText('Save'))
    expect(save).toHaveBeenCalledTimes(2)
  })

  it('leaves the dialog alone that was opened after the one it was sent from', async () => {
    const { user, save, savings } = await opened()
    await user.click(screen.getByText('Save'))
    await user.click(screen.getByText('Cancel'))
    await user.click(screen.getByText('Open'))
    await end(() => savings[0]?.done())
    expect(field()).not.toBeNull()
    await user.click(screen.getByText('Save'))
    expect(save).toHaveBeenCalledTimes(2)
  })

  it('says in passing what was refused after it was closed', async () => {
    const { user, savings } = await opened()
    await user.click(screen.getByText('Save'))
    await user.click(screen.getByText('Cancel'))
    await end(() => savings[0]?.refuse(TAKEN))
    expect(screen.getByTestId('said')).toHaveTextContent('Another one has this name.')
  })
})
