import { useSyncExternalStore } from 'react'

function listen(tell: () => void): () => void {
  window.addEventListener('online', tell)
  window.addEventListener('offline', tell)
  return () => {
    window.removeEventListener('online', tell)
    window.removeEventListener('offline', tell)
  }
}

/**
 * Whether the browser believes that it has a network.
 *
 * It is asked itself: a query client believes in the network until it hears of its loss, which may have been before.
 */
export function useNetworkMode(): boolean {
  return useSyncExternalStore(listen, () => navigator.onLine)
}
