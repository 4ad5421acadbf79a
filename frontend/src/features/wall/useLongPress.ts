import { type MouseEvent, type PointerEvent, useEffect, useRef } from 'react'

const LONG_MS = 450
const MOVED_PX = 8

/**
 * A finger that stays where it is, and what to put on the element. The click that may follow means nothing.
 *
 * @param onPress what was pressed on.
 */
export function useLongPress(onPress: (on: Element) => void) {
  const clock = useRef<ReturnType<typeof setTimeout>>(undefined)
  const from = useRef<{ x: number; y: number } | null>(null)
  const pressed = useRef(false)
  const end = () => {
    clearTimeout(clock.current)
    from.current = null
  }
  useEffect(() => () => clearTimeout(clock.current), [])
  return {
    onPointerDown: (event: PointerEvent) => {
      pressed.current = false
      end()
      if (event.pointerType === 'mouse' || !event.isPrimary) return
      const on = event.target as Element
      from.current = { x: event.clientX, y: event.clientY }
      clock.current = setTimeout(() => {
        pressed.current = true
        onPress(on)
      }, LONG_MS)
    },
    onPointerMove: (event: PointerEvent) => {
      if (from.current && Math.hypot(event.clientX - from.current.x, event.clientY - from.current.y) > MOVED_PX) end()
    },
    onPointerUp: end,
    onPointerCancel: end,
    onContextMenu: (event: MouseEvent) => {
      if (from.current || pressed.current) event.preventDefault()
    },
    onClickCapture: (event: MouseEvent) => {
      if (pressed.current) {
        event.preventDefault() // a link that is stopped without it is followed by the browser itself
        event.stopPropagation()
      }
      pressed.current = false
    },
  }
}
