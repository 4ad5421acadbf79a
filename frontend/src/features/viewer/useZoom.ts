import { type MouseEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { FIT, fitted, moved, type Point, type Size, type View, within, zoomed } from './zoom'

const STEP = 1.5
const CLOSE_UP = 2.5
const PER_WHEEL_PIXEL = 0.002
/** A trackpad tells pinching as turning a wheel with Ctrl, in smaller steps. */
const PER_PINCHED_PIXEL = 0.01
const PIXELS_A_LINE = 16
/** Part of the frame that a key moves the photo by. */
const KEY_STEP = 0.2

function useSize(element: HTMLElement | null): Size {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    if (!element) return
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [element])
  return size
}

/** The middle of fingers, and how far the first two are apart. */
function grip(fingers: readonly Point[]): { middle: Point; apart: number } {
  const [one = { x: 0, y: 0 }, other = one] = fingers
  return { middle: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }, apart: Math.hypot(one.x - other.x, one.y - other.y) }
}

/**
 * Looking closely at a photo: by wheel, pinching, double click and keys; dragging moves it. Another photo fits again.
 *
 * @param ratio width of the photo by its height.
 */
export function useZoom(photoId: string, ratio: number) {
  const [frame, setFrame] = useState<HTMLDivElement | null>(null)
  const size = useSize(frame)
  const box = fitted(ratio, size)
  const [held, setHeld] = useState({ of: photoId, view: FIT })
  const [grabbed, setGrabbed] = useState(false)
  const fingers = useRef(new Map<number, Point>())
  // The frame may have changed since.
  const view = held.of === photoId ? within(held.view, box, size) : FIT
  const isZoomed = view.scale > 1

  const change = (next: (view: View) => View) =>
    setHeld((before) => ({ of: photoId, view: next(before.of === photoId ? before.view : FIT) }))
  const fromMiddle = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const place = frame?.getBoundingClientRect()
    return place ? { x: clientX - place.left - place.width / 2, y: clientY - place.top - place.height / 2 } : { x: 0, y: 0 }
  }
  const by = (factor: number, point: Point = { x: 0, y: 0 }) => change((before) => zoomed(before, factor, point, box, size))
  const move = (step: Point) => change((before) => moved(before, step, box, size))

  const latest = useRef({ by, fromMiddle, isZoomed })
  useEffect(() => {
    latest.current = { by, fromMiddle, isZoomed }
  })
  // React's own listeners for these are passive: they cannot keep the page where it is.
  useEffect(() => {
    if (!frame) return
    const onWheel = (event: WheelEvent) => {
      const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? PIXELS_A_LINE : 1)
      // What fits gets no smaller: there the wheel leads down the page, to what is known about the photo.
      if (pixels > 0 && !latest.current.isZoomed && !event.ctrlKey) return
      event.preventDefault()
      const factor = Math.exp(-pixels * (event.ctrlKey ? PER_PINCHED_PIXEL : PER_WHEEL_PIXEL))
      latest.current.by(factor, latest.current.fromMiddle(event))
    }
    const onTouchMove = (event: TouchEvent) => {
      if ((event.touches.length > 1 || latest.current.isZoomed) && event.cancelable) event.preventDefault()
    }
    frame.addEventListener('wheel', onWheel, { passive: false })
    frame.addEventListener('touchmove', onTouchMove, { passive: false })
    return () => {
      frame.removeEventListener('wheel', onWheel)
      frame.removeEventListener('touchmove', onTouchMove)
    }
  }, [frame])

  const letGo = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId)
    if (fingers.current.size === 0) setGrabbed(false)
  }
  return {
    setFrame,
    box,
    view,
    isZoomed,
    /** Something holds the photo: it follows at once. */
    grabbed,
    in: () => by(STEP),
    out: () => by(1 / STEP),
    fit: () => change(() => FIT),
    /** Looks further to a side: -1, 0 or 1 in each direction. */
    look: (x: number, y: number) => move({ x: -x * KEY_STEP * size.width, y: -y * KEY_STEP * size.height }),
    handlers: {
      onDoubleClick: (event: MouseEvent) => (isZoomed ? change(() => FIT) : by(CLOSE_UP, fromMiddle(event))),
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0) return
        fingers.current.set(event.pointerId, fromMiddle(event))
        if (!isZoomed && fingers.current.size < 2) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setGrabbed(true)
      },
      onPointerMove: (event: PointerEvent) => {
        if (!fingers.current.has(event.pointerId)) return
        const before = grip([...fingers.current.values()])
        fingers.current.set(event.pointerId, fromMiddle(event))
        if (!isZoomed && fingers.current.size < 2) return
        const now = grip([...fingers.current.values()])
        if (before.apart > 0 && now.apart > 0) by(now.apart / before.apart, before.middle)
        move({ x: now.middle.x - before.middle.x, y: now.middle.y - before.middle.y })
      },
      onPointerUp: letGo,
      onPointerCancel: letGo,
    },
  }
}

export type Zoom = ReturnType<typeof useZoom>
