import { X } from 'lucide-react'
import { type FocusEvent, useLayoutEffect, useRef } from 'react'
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
  const region = useRef<HTMLDivElement>(null)
  const before = useRef<HTMLElement>(null)
  const within = (place: EventTarget | null) => place instanceof Node && !!region.current?.contains(place)
  const onFocus = ({ relatedTarget: from }: FocusEvent) => {
    if (from instanceof HTMLElement && !within(from)) before.current = from
  }
  const onBlur = ({ relatedTarget: to }: FocusEvent) => {
    if (!within(to)) before.current = null
  }
  // What had the focus before has it again when the toast that has it goes: keys are heard there.
  useLayoutEffect(() => {
    if (!before.current || document.activeElement !== document.body) return
    before.current.focus({ preventScroll: true })
    before.current = null
  }, [shown])
  return (
    <div
      ref={region}
      onFocus={onFocus}
      onBlur={onBlur}
      role="status"
      aria-live="polite"
      className="above-bars off-answers pointer-events-none fixed inset-x-3 bottom-3 z-50 flex flex-col items-center gap-2 pb-[env(safe-area-inset-bottom)]"
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
