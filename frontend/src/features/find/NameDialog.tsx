import { type ReactNode, type SubmitEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asProblem, type KnownProblem } from '@/api/problems'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { ProblemNotice } from '@/components/Feedback'
import { TextField } from '@/components/Field'

interface NameProps {
  open: boolean
  onClose: () => void
  title: string
  label: string
  /** The name so far, or one to begin with. */
  name: string
  /** Rejects with a problem when the server refuses; closes else. */
  /** It has no name yet: the one to begin with is a new one, too. */
  suggested?: boolean
  onSave: (name: string) => Promise<void>
  /** More to do where the server refused a name. */
  refused?: (problem: KnownProblem, name: string) => ReactNode
}

const LONGEST = 100

/** Asks for the name of something. */
export function NameDialog({ open, onClose, title, ...rest }: NameProps) {
  const { t } = useTranslation()
  const form = useId()
  const [busy, setBusy] = useState(false)
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button type="submit" form={form} look="primary" busy={busy}>
            {t('shell.save')}
          </Button>
        </>
      }
    >
      <NameForm id={form} onBusy={setBusy} onClose={onClose} {...rest} />
    </Dialog>
  )
}

interface FormProps extends Omit<NameProps, 'open' | 'title'> {
  id: string
  onBusy: (busy: boolean) => void
}

function NameForm({ id, label, name, suggested, onBusy, onSave, onClose, refused }: FormProps) {
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(name)
  const [problem, setProblem] = useState<{ known: KnownProblem; name: string }>()
  useEffect(() => {
    // The dialog gives the focus away when it opens: the attribute counts.
    field.current?.setAttribute('autofocus', '')
    field.current?.select()
  }, [])
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const wanted = typed.trim()
    if (wanted === name && wanted && !suggested) return onClose()
    onBusy(true)
    try {
      await onSave(wanted)
      onClose()
    } catch (error) {
      setProblem({ known: asProblem(error), name: wanted })
      field.current?.focus()
    } finally {
      onBusy(false)
    }
  }
  const wrong = problem?.known.fields.name?.join(' ')
  return (
    <form id={id} onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 pb-2">
      {problem && !wrong && <ProblemNotice error={problem.known} />}
      {problem && refused?.(problem.known, problem.name)}
      <TextField ref={field} label={label} value={typed} maxLength={LONGEST} required error={wrong} onChange={(event) => setTyped(event.target.value)} />
    </form>
  )
}
