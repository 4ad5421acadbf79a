import { createContext, type ReactNode, type SubmitEvent, useContext, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asProblem, type KnownProblem } from '@/api/problems'
import { Button } from './Button'
import { Dialog } from './Dialog'
import { toastProblem } from './problemToast'

interface Around {
  id: string
  setBusy: (busy: boolean) => void
  onClose: () => void
}

const FormAround = createContext<Around | null>(null)

interface FormDialogProps {
  open: boolean
  onClose: () => void
  title: ReactNode
  /** Something with the form in it: see `useDialogForm`. */
  children: ReactNode
}

/** A dialog with a form that is saved or given up. */
export function FormDialog({ open, onClose, title, children }: FormDialogProps) {
  const { t } = useTranslation()
  const id = useId()
  const [busy, setBusy] = useState(false)
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button type="submit" form={id} look="primary" busy={busy}>
            {t('shell.save')}
          </Button>
        </>
      }
    >
      <FormAround value={{ id, setBusy, onClose }}>{children}</FormAround>
    </Dialog>
  )
}

/**
 * The form inside of a `FormDialog`: sent once at a time, it closes the dialog when it is saved, and only the one that it
 * was sent from; what fails after that was closed is said in passing.
 *
 * @param onSave rejects with a problem where the server refuses; false keeps the dialog open.
 */
export function useDialogForm(onSave: () => Promise<boolean | void>): { form: { id: string; onSubmit: (event: SubmitEvent) => void }; problem?: KnownProblem } {
  const around = useContext(FormAround)
  if (!around) throw new Error('useDialogForm outside of a FormDialog')
  const { id, setBusy, onClose } = around
  const [problem, setProblem] = useState<KnownProblem>()
  const sending = useRef(false)
  const here = useRef(false)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
      setBusy(false)
    }
  }, [setBusy])
  const send = async () => {
    if (sending.current) return
    sending.current = true
    setBusy(true)
    setProblem(undefined)
    try {
      const saved = await onSave()
      if (here.current && saved !== false) onClose()
    } catch (error) {
      if (here.current) setProblem(asProblem(error))
      else toastProblem(error)
    } finally {
      sending.current = false
      if (here.current) setBusy(false)
    }
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    void send()
  }
  return { form: { id, onSubmit }, problem }
}
