import { useEffect, useRef } from 'react'

/**
 * Keys of a page, while nobody writes, and no dialog or menu is open.
 *
 * A key that is held down acts once where `once` says so: it is no row of decisions. Shift is in the name of keys that
 * write nothing ("Shift+ArrowLeft"), as it is in what the others write.
 */
export function useKeys(keys: Record<string, (() => void) | undefined>, { once = false } = {}): void {
  const latest = useRef({ keys, once })
  useEffect(() => {
    latest.current = { keys, once }
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (target.closest('input, textarea, select, dialog, [role=menu], [contenteditable]')) return
      const act = latest.current.keys[event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key]
      if (!act) return
      event.preventDefault()
      if (!(event.repeat && latest.current.once)) act()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
