import { type PointerEvent, useRef, useState } from 'react'

const FAR_ENOUGH_PX = 60

/**
 * A finger that pulls to the side: where it has pulled to, and what to put on the element. Mice have buttons and keys.
 *
 * @param enabled false while pulling means something else.
 * @param onSwipe 1 for what comes next (pulled to the left), -1 for what was before.
 */
export function useSwipe(enabled: boolean, onSwipe: (step: 1 | -1) => void) {
  const start = useRef<{ x: number; y: number; id: number } | null>(null)
  const [pulled, setPulled] = useState(0)
  const end = (event: PointerEvent, done: boolean) => {
    if (start.current?.id !== event.pointerId) return
    const far = event.clientX - start.current.x
    start.current = null
    setPulled(0)
    if (done && Math.abs(far) > FAR_ENOUGH_PX) onSwipe(far < 0 ? 1 : -1)
  }
  return {
    pulled,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        if (event.pointerType === 'mouse' || !enabled) return
        start.current = event.isPrimary ? { x: event.clientX, y: event.clientY, id: event.pointerId } : null
        if (!event.isPrimary) setPulled(0)
      },
      onPointerMove: (event: PointerEvent) => {
        if (start.current?.id === event.pointerId) setPulled(event.clientX - start.current.x)
      },
      onPointerUp: (event: PointerEvent) => end(event, true),
      onPointerCancel: (event: PointerEvent) => end(event, false),
    },
  }
}
