import { asProblem } from '@/api/problems'
import { withRetryAfter } from '@/api/retryAfter'

/** Most photos that a ZIP of chosen ones takes. */
export const ZIP_MOST = 200

export function zipAddress(eventId: string, size: 'original' | 'web', ids: readonly string[] = []): string {
  const query = new URLSearchParams([['size', size], ...ids.map((id) => ['ids', id])])
  return `/api/v1/events/${eventId}/photos.zip?${query.toString()}`
}

/**
 * Has the browser save what is at an address of this site, once the server said that it will give it: what a browser
 * saves otherwise is the refusal.
 *
 * @throws Problem why not, in words.
 */
export async function save(address: string): Promise<void> {
  const asked = await fetch(address, { method: 'HEAD' })
  if (!asked.ok) {
    const refusal = await fetch(address)
    const body: unknown = await refusal.json().catch(() => undefined)
    throw asProblem(withRetryAfter(body, refusal))
  }
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
