import { useEffect } from 'react'

/**
 * While something covers the window: what is below takes no focus and does not scroll. Toasts stay in reach, as what one
 * does here can be undone there; a modal `<dialog>` would lock them too.
 */
export function useLayer(): void {
  useEffect(() => {
    const below = [...document.querySelectorAll<HTMLElement>('#root > div > :not([role=status])')]
    below.forEach((element) => (element.inert = true))
    const { style } = document.documentElement
    const bar = window.innerWidth - document.documentElement.clientWidth
    style.overflow = 'hidden'
    style.paddingRight = `${bar}px`
    return () => {
      below.forEach((element) => (element.inert = false))
      style.overflow = ''
      style.paddingRight = ''
    }
  }, [])
}
