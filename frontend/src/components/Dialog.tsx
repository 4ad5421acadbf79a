import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton, type Look } from './Button'
import { classes } from './classes'

interface DialogProps {
  open: boolean
  onClose: () => void
  title: ReactNode
  children: ReactNode
  /** Buttons at its end. */
  actions?: ReactNode
  wide?: boolean
}

/** The browser's own modal dialog: it keeps the focus inside, gives it back, and closes on Escape. */
export function Dialog({ open, onClose, title, children, actions, wide }: DialogProps) {
  const { t } = useTranslation()
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    if (open && !dialog.open) dialog.showModal()
    if (!open && dialog.open) dialog.close()
  }, [open])
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      onClose={onClose}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      className={classes(
        'w-[calc(100%-2rem)] rounded-sheet border border-line bg-raised p-0 shadow-float open:animate-rise',
        'max-sm:mb-0 max-sm:w-full max-sm:max-w-none max-sm:rounded-b-none',
        wide ? 'max-w-4xl' : 'max-w-lg',
      )}
    >
      {open && (
        <div className="flex max-h-[85dvh] flex-col">
          <header className="flex items-start justify-between gap-4 p-6 pb-2">
            <h2 id={id} className="display text-xl">
              {title}
            </h2>
            <IconButton icon={X} label={t('shell.close')} size="small" onClick={onClose} />
          </header>
          <div className="overflow-y-auto px-6 py-3">{children}</div>
          {actions && <footer className="flex flex-wrap justify-end gap-3 p-6 pt-3">{actions}</footer>}
        </div>
      )}
    </dialog>
  )
}

interface ConfirmProps {
  open: boolean
  onClose: () => void
  onConfirm: () => void
  title: ReactNode
  children: ReactNode
  confirm: ReactNode
  look?: Look
  busy?: boolean
}

/** Asks once more before something that cannot be undone; what can be undone has a toast with Undo instead. */
export function ConfirmDialog({ onConfirm, confirm, look = 'danger', busy, children, ...rest }: ConfirmProps) {
  const { t } = useTranslation()
  return (
    <Dialog
      {...rest}
      actions={
        <>
          <Button onClick={rest.onClose}>{t('shell.cancel')}</Button>
          <Button look={look} busy={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
