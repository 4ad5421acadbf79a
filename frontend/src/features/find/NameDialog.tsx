import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { KnownProblem } from '@/api/problems'
import { ProblemNotice } from '@/components/Feedback'
import { TextField } from '@/components/Field'
import { FormDialog, useDialogForm } from '@/components/FormDialog'

interface NameProps {
  open: boolean
  onClose: () => void
  title: string
  label: string
  /** The name so far, or one to begin with. */
  name: string
  /** It has no name yet: the one to begin with is a new one, too. */
  suggested?: boolean
  /** Rejects with a problem when the server refuses; closes else. */
  onSave: (name: string) => Promise<void>
  /** More to do where the server refused a name. */
  refused?: (problem: KnownProblem, name: string) => ReactNode
}

const LONGEST = 100

/** Asks for the name of something. */
export function NameDialog({ open, onClose, title, ...rest }: NameProps) {
  return (
    <FormDialog open={open} onClose={onClose} title={title}>
      <NameForm {...rest} />
    </FormDialog>
  )
}

function NameForm({ label, name, suggested, onSave, refused }: Omit<NameProps, 'open' | 'onClose' | 'title'>) {
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(name)
  const [sent, setSent] = useState(name)
  useEffect(() => {
    // The dialog gives the focus away when it opens: the attribute counts.
    field.current?.setAttribute('autofocus', '')
    field.current?.select()
  }, [])
  const { form, problem } = useDialogForm(async () => {
    const wanted = typed.trim()
    if (wanted === name && wanted && !suggested) return
    setSent(wanted)
    await onSave(wanted)
  })
  useEffect(() => {
    if (problem) field.current?.focus()
  }, [problem])
  const wrong = problem?.fields.name?.join(' ')
  return (
    <form {...form} className="flex flex-col gap-4 pb-2">
      {problem && !wrong && <ProblemNotice error={problem} />}
      {problem && refused?.(problem, sent)}
      <TextField ref={field} label={label} value={typed} maxLength={LONGEST} required error={wrong} onChange={(event) => setTyped(event.target.value)} />
    </form>
  )
}
