import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '@/components/Dialog'

/** Asks before changes are lost by leaving the page; the browser asks when its tab is closed. */
export function UnsavedGuard({ unsaved }: { unsaved: boolean }) {
  const { t } = useTranslation()
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => unsaved && current.pathname !== next.pathname,
    enableBeforeUnload: unsaved,
    withResolver: true,
  })
  return (
    <ConfirmDialog
      open={blocker.status === 'blocked'}
      onClose={() => blocker.reset?.()}
      onConfirm={() => blocker.proceed?.()}
      title={t('events.form.unsaved.title')}
      confirm={t('events.form.unsaved.leave')}
    >
      <p>{t('events.form.unsaved.text')}</p>
    </ConfirmDialog>
  )
}
