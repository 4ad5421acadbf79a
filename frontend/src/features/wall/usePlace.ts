import { type RefObject, useLayoutEffect, useState } from 'react'

/** How wide an element is, and how many pixels below the top of the document it begins; both stay true when things move. */
export function usePlace(ref: RefObject<HTMLElement | null>): { width: number; top: number } {
  const [place, setPlace] = useState({ width: 0, top: 0 })
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () => {
      const box = element.getBoundingClientRect()
      const width = Math.floor(box.width)
      const top = Math.round(box.top + window.scrollY)
      setPlace((before) => (before.width === width && before.top === top ? before : { width, top }))
    }
    measure()
    const watch = new ResizeObserver(measure)
    watch.observe(element)
    // What stands above it grows and shrinks; the document's own size tells of that.
    watch.observe(document.body)
    return () => watch.disconnect()
  }, [ref])
  return place
}
