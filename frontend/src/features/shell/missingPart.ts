import { useCallback, useEffect, useState } from 'react'
import { useNetworkMode } from './network'

const NAME = 'MissingPartError'
const RELOADED = 'albumen.reloaded'

/**
 * Have what Vite could not load (a new build took its file away, or there is no network) known by a name of ours.
 *
 * The router would load the page anew when it meets the browser's own error; without a network that ends on a page
 * of the browser. `useNewBuild` loads it anew when that helps.
 */
export function nameMissingParts(): void {
  window.addEventListener('vite:preloadError', ({ payload }) => {
    payload.message = `A part of the client could not be loaded: ${payload.message}`
    payload.name = NAME
  })
}

export function isMissingPart(error: unknown): error is Error {
  return error instanceof Error && error.name === NAME
}

/** Whether the server answers at all, whatever the browser believes of its network. */
async function serverAnswers(): Promise<boolean> {
  if (!navigator.onLine) return false
  try {
    return (await fetch(window.location.href, { method: 'HEAD', cache: 'no-store' })).ok
  } catch {
    return false
  }
}

/** Remember that the page is loaded anew because of this; false when it was already. */
function isFirstTime(error: Error): boolean {
  try {
    if (sessionStorage.getItem(RELOADED) === error.message) return false
    sessionStorage.setItem(RELOADED, error.message)
    return true
  } catch {
    return false // nothing can be remembered here: never again and again
  }
}

/** Load the page anew if the server answers; false when it does not. */
export async function loadAnew(): Promise<boolean> {
  const answers = await serverAnswers()
  if (answers) window.location.reload()
  return answers
}

/**
 * Load the page anew when a part of it is missing, once by itself and whenever the person wants to, as long as the
 * server answers.
 *
 * Returns: whether it is being tried, and a function that tries.
 */
export function useNewBuild(error: Error): { trying: boolean; load: () => void } {
  const online = useNetworkMode()
  const [trying, setTrying] = useState(online)
  useEffect(() => {
    if (!online) return
    let left = false
    void serverAnswers().then((answers) => {
      if (left) return
      if (answers && isFirstTime(error)) window.location.reload()
      else setTrying(false)
    })
    return () => {
      left = true
    }
  }, [error, online])
  const load = useCallback(() => {
    setTrying(true)
    void loadAnew().then(setTrying) // it goes on turning while the page is loaded
  }, [])
  return { trying, load }
}
