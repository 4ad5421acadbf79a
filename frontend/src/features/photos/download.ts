import { asProblem } from '@/api/problems'

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
    const answer: unknown = await fetch(address)
      .then((response) => response.json())
      .catch(() => undefined)
    throw asProblem(answer)
  }
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
