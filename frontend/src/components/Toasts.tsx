import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './Button'
import { classes } from './classes'
import { Wait } from './Wait'
import { dismissToast, holdToast, resumeToast, useToasts } from './toasts'

const TONES = { plain: 'border-line', good: 'border-good', bad: 'border-bad' }

/** Where toasts appear; once, in the page's frame. */
export function Toasts() {
  const { t } = useTranslation()
  const shown = useToasts()
  return (
    <div
      role="status"
      aria-live="polite"
      className="above-bars pointer-events-none fixed inset-x-3 bottom-3 z-50 flex flex-col items-center gap-2 pb-[env(safe-area-inset-bottom)]"
    >
      {shown.map((one) => (
        <div
          key={one.id}
          onPointerEnter={() => holdToast(one.id)}
          onPointerLeave={() => resumeToast(one.id)}
          onFocus={() => holdToast(one.id)}
          onBlur={() => resumeToast(one.id)}
          className={classes(
            'pointer-events-auto flex max-w-xl animate-rise items-center gap-3 rounded-control border-2 bg-raised py-2 pr-2 pl-4 shadow-float',
            TONES[one.tone],
          )}
        >
          <p>
            {one.text}
            {one.until !== undefined && (
              <span className="block text-sm text-muted">
                <Wait until={one.until} />
              </span>
            )}
          </p>
          {one.undo && (
            <button
              type="button"
              className="min-h-9 rounded-control px-3 font-semibold text-accent hover:bg-accent-soft"
              onClick={() => {
                one.undo?.()
                dismissToast(one.id)
              }}
            >
              {t('shell.undo')}
            </button>
          )}
          <IconButton icon={X} size="small" label={t('shell.close')} onClick={() => dismissToast(one.id)} />
        </div>
      ))}
    </div>
  )
}
