import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Box } from '@/features/review/crop'
import { formatNumber } from '@/i18n/format'
import { boxAround, boxBetween, movedBox, resizedBox } from './drawing'
import type { Point } from './zoom'

/** Part of the photo that a key moves or resizes by. */
const STEP = 0.01

const ARROWS: Record<string, Point> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
}

interface DrawProps {
  box: Box
  onChange: (box: Box) => void
  /** It is where it should be. */
  onSettle: () => void
}

interface Pull {
  how: 'draw' | 'move' | 'resize'
  from: Point
  box: Box
  id: number
}

/** A box over a photo that one draws with a pointer, or moves with the arrows and resizes with Shift and the arrows. */
export function DrawBox({ box, onChange, onSettle }: DrawProps) {
  const { t } = useTranslation()
  const keys = useId()
  const area = useRef<HTMLDivElement>(null)
  const handle = useRef<HTMLButtonElement>(null)
  const pull = useRef<Pull | null>(null)
  useEffect(() => handle.current?.focus(), [])

  const pointOf = (event: PointerEvent): Point => {
    const place = area.current?.getBoundingClientRect()
    return place ? { x: (event.clientX - place.left) / place.width, y: (event.clientY - place.top) / place.height } : { x: 0, y: 0 }
  }
  // What lies below must not be zoomed or swiped by it.
  const begin = (how: Pull['how'], event: PointerEvent) => {
    event.stopPropagation()
    if (event.button !== 0 || !event.isPrimary) return
    event.preventDefault()
    handle.current?.focus({ preventScroll: true })
    area.current?.setPointerCapture(event.pointerId)
    pull.current = { how, from: pointOf(event), box, id: event.pointerId }
  }
  const onPointerMove = (event: PointerEvent) => {
    event.stopPropagation()
    const pulled = pull.current
    if (pulled?.id !== event.pointerId) return
    const now = pointOf(event)
    const by = { x: now.x - pulled.from.x, y: now.y - pulled.from.y }
    if (pulled.how === 'draw') onChange(boxBetween(pulled.from, now) ?? pulled.box)
    else onChange(pulled.how === 'move' ? movedBox(pulled.box, by) : resizedBox(pulled.box, by))
  }
  const end = (event: PointerEvent) => {
    event.stopPropagation()
    const pulled = pull.current
    pull.current = null
    // A tap has the box come there.
    if (pulled?.how === 'draw' && !boxBetween(pulled.from, pointOf(event))) onChange(boxAround(pulled.box, pulled.from))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = ARROWS[event.key]
    if (step) onChange(event.shiftKey ? resizedBox(box, step) : movedBox(box, step))
    else if (event.key === 'Enter') onSettle()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const percent = (value: number) => formatNumber(value, { style: 'percent', maximumFractionDigits: 0 })
  return (
    <div
      ref={area}
      data-drawing
      className="absolute inset-0 cursor-crosshair touch-none overflow-hidden"
      onPointerDown={(event) => begin('draw', event)}
      onPointerMove={onPointerMove}
      onPointerUp={end}
      onPointerCancel={end}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <button
        ref={handle}
        type="button"
        aria-label={t('sorting.draw.box')}
        aria-describedby={keys}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => begin('move', event)}
        className="absolute cursor-move rounded-md border-2 border-accent bg-accent/10 shadow-[0_0_0_9999px_var(--color-veil)] outline-offset-2"
        style={{ left: `${box.left * 100}%`, top: `${box.top * 100}%`, width: `${box.width * 100}%`, height: `${box.height * 100}%` }}
      >
        <span aria-hidden onPointerDown={(event) => begin('resize', event)} className="absolute -right-4 -bottom-4 grid size-8 cursor-nwse-resize place-items-center">
          <span className="size-3.5 rounded-full border-2 border-white bg-accent" />
        </span>
      </button>
      <p id={keys} className="sr-only">
        {t('sorting.draw.keys')}
      </p>
      <p role="status" className="sr-only">
        {t('sorting.draw.at', { left: percent(box.left), top: percent(box.top), width: percent(box.width), height: percent(box.height) })}
      </p>
    </div>
  )
}
