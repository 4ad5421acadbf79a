import { type RefObject, useEffect, useRef } from 'react'

const LONG_PRESS_MS = 450
const MOVED_PX = 8
/** How near to the window's edge dragging scrolls, and how fast. */
const EDGE_PX = 90
const EDGE_STEP_PX = 14

export interface DragHandlers {
  /** A drag began on this photo. */
  onStart: (index: number) => void
  /** It reached this photo. */
  onReach: (index: number) => void
}

/**
 * Choosing by dragging: with a mouse from where one presses, with a finger after a long press. While it goes on the page
 * scrolls near the window's edges, and not under the finger.
 *
 * @param grid its photos carry `data-index`.
 * @param mouse whether a mouse may drag now; a press that does not move stays a click.
 */
export function useDragSelection(grid: RefObject<HTMLElement | null>, mouse: boolean, handlers: DragHandlers): RefObject<boolean> {
  /** True just after a drag: the click that ends it means nothing. */
  const dragged = useRef(false)
  const latest = useRef({ mouse, handlers })
  useEffect(() => {
    latest.current = { mouse, handlers }
  })
  useEffect(() => {
    const element = grid.current
    if (!element) return
    let from: { x: number; y: number; index: number; touch: boolean } | null = null
    let active = false
    let reached = -1
    let clock: ReturnType<typeof setTimeout> | undefined
    let frame = 0
    let at = { x: 0, y: 0 }

    const indexAt = (x: number, y: number) => {
      const cell = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-index]')
      return cell && element.contains(cell) ? Number(cell.dataset.index) : -1
    }
    const reach = () => {
      const index = indexAt(at.x, at.y)
      if (index < 0 || index === reached) return
      reached = index
      latest.current.handlers.onReach(index)
    }
    const scroll = () => {
      if (!active) return
      const step = at.y < EDGE_PX + 64 ? -EDGE_STEP_PX : at.y > window.innerHeight - EDGE_PX ? EDGE_STEP_PX : 0
      if (step) {
        window.scrollBy(0, step)
        reach()
      }
      frame = requestAnimationFrame(scroll)
    }
    const begin = () => {
      if (!from || active) return
      active = true
      dragged.current = true
      reached = from.index
      latest.current.handlers.onStart(from.index)
      frame = requestAnimationFrame(scroll)
    }
    const end = () => {
      clearTimeout(clock)
      cancelAnimationFrame(frame)
      from = null
      active = false
      // The click comes right after the pointer is up.
      setTimeout(() => (dragged.current = false), 0)
    }
    const down = (event: PointerEvent) => {
      const touch = event.pointerType !== 'mouse'
      const index = indexAt(event.clientX, event.clientY)
      if (event.button !== 0 || index < 0 || event.shiftKey || event.ctrlKey || event.metaKey) return
      if (!touch && !latest.current.mouse && !(event.target as Element).closest('[data-check]')) return
      at = { x: event.clientX, y: event.clientY }
      from = { ...at, index, touch }
      if (touch) clock = setTimeout(begin, LONG_PRESS_MS)
    }
    const move = (event: PointerEvent) => {
      if (!from) return
      at = { x: event.clientX, y: event.clientY }
      const far = Math.hypot(at.x - from.x, at.y - from.y) > MOVED_PX
      if (!active && far) {
        if (from.touch) return end() // a finger that moves at once scrolls
        begin()
      }
      if (active) reach()
    }
    const holdPage = (event: TouchEvent) => {
      if (active) event.preventDefault()
    }
    const noMenu = (event: Event) => {
      if (active || (from?.touch ?? false)) event.preventDefault()
    }
    const noDrag = (event: Event) => event.preventDefault()

    element.addEventListener('pointerdown', down)
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', end)
    element.addEventListener('touchmove', holdPage, { passive: false })
    element.addEventListener('contextmenu', noMenu)
    element.addEventListener('dragstart', noDrag)
    return () => {
      end()
      element.removeEventListener('pointerdown', down)
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', end)
      window.removeEventListener('pointercancel', end)
      element.removeEventListener('touchmove', holdPage)
      element.removeEventListener('contextmenu', noMenu)
      element.removeEventListener('dragstart', noDrag)
    }
  }, [grid])
  return dragged
}
