import { asProblem } from '@/api/problems'
import { withRetryAfter } from '@/api/retryAfter'

/** Most photos that a ZIP of chosen ones takes. */
export const ZIP_MOST = 200

export function zipAddress(eventId: string, size: 'original' | 'web', ids: readonly string[] = []): string {
  const query = new URLSearchParams([['size', size], ...ids.map((id) => ['ids', id])])
  return `/api/v1/events/${eventId}/photos.zip?${query.toString()}`
}

/** Who presses twice means one file; who comes back after that wants it again. */
const AGAIN_MS = 1_000
const underWay = new Map<string, Promise<void>>()

/**
 * Has the browser save what is at an address of this site, once the server said that it will give it: what a browser
 * saves otherwise is the refusal. An address that is being asked for, or was just now, is saved once.
 *
 * @throws Problem why not, in words.
 */
export function save(address: string): Promise<void> {
  const known = underWay.get(address)
  if (known) return known
  const saving = askAndSave(address)
  underWay.set(address, saving)
  const forget = () => underWay.delete(address)
  saving.then(() => setTimeout(forget, AGAIN_MS), forget)
  return saving
}

async function askAndSave(address: string): Promise<void> {
  const asked = await fetch(address, { method: 'HEAD' })
  if (!asked.ok) {
    const refusal = await fetch(address)
    // Refused a moment ago, and not any more: the browser fetches it by itself.
    if (refusal.ok) await refusal.body?.cancel()
    else throw asProblem(withRetryAfter(await refusal.json().catch(() => undefined), refusal))
  }
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
