import { type RefObject, useEffect, useRef } from 'react'

/** Whether an element cannot have the focus any more: it is gone, switched off, or not shown. */
function isLost(element: Element): boolean {
  return !element.isConnected || element.matches(':disabled') || !!element.closest('[hidden], dialog:not([open])')
}

/**
 * Keeps the focus in a place when what had it there goes away: an item that was answered, a button that is of no use any
 * more. Browsers give it to the page's body then, without a word, and a keyboard begins at the top of the page.
 *
 * Whoever takes the focus away by pressing elsewhere is let go.
 *
 * @param place takes it itself where there is nothing better: has `tabIndex={-1}` and a name.
 * @param next what takes it; looked for when the page has changed.
 */
export function useKeptFocus(place: RefObject<HTMLElement | null>, next?: () => HTMLElement | null | undefined): void {
  const latest = useRef(next)
  useEffect(() => {
    latest.current = next
  })
  useEffect(() => {
    let had: Element | undefined
    const note = ({ target }: FocusEvent) => {
      had = target instanceof Element && place.current?.contains(target) ? target : undefined
    }
    const keep = () => {
      if (!had || !isLost(had)) return
      const { activeElement } = document
      if (activeElement && activeElement !== document.body && activeElement !== had) return
      const here = latest.current?.() ?? place.current
      here?.focus({ preventScroll: here === place.current })
    }
    const letGo = () => {
      if (had && !isLost(had) && document.activeElement === document.body) had = undefined
    }
    // A change anywhere: dialogs and lists that belong to a place need not be in it, and who draws it is not always asked.
    const changes = new MutationObserver(keep)
    changes.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled', 'hidden', 'open'] })
    document.addEventListener('focusin', note)
    document.addEventListener('pointerup', letGo)
    // It may have been there before this was.
    if (document.activeElement && place.current?.contains(document.activeElement)) had = document.activeElement
    return () => {
      changes.disconnect()
      document.removeEventListener('focusin', note)
      document.removeEventListener('pointerup', letGo)
    }
  }, [place])
}

/** Given the focus when it comes, and only then: a function made anew at each drawing would take it each time. */
export function focused(element: HTMLElement | null): void {
  element?.focus()
}
