import type { MatchOut } from '@/api/generated'

export type Size = 'original' | 'web'

/** As many photos as one ZIP may be asked for by name. */
export const MOST_NAMED = 200

export function originalOf({ photo }: MatchOut): string {
  return `/api/v1/photos/${photo.id}/original?download=true`
}

/** The largest preview. */
export function webSizeOf({ photo }: MatchOut): string {
  const largest = Math.max(...Object.keys(photo.previews).map(Number))
  return photo.previews[String(largest)] ?? ''
}

/** Address of a ZIP of one's photos, all of them or those that are named. */
export function archiveOf(registrationId: string, size: Size, ids: string[] = []): string {
  const query = new URLSearchParams({ size })
  for (const id of ids) query.append('ids', id)
  return `/api/v1/registrations/${registrationId}/photos.zip?${query}`
}

/**
 * Bytes of a ZIP that was not fetched yet.
 *
 * @throws TypeError it cannot be had.
 */
export async function bytesOf(address: string, signal?: AbortSignal): Promise<number> {
  const answer = await fetch(address, { method: 'HEAD', signal })
  if (!answer.ok) throw new TypeError(`${answer.status}`)
  return Number(answer.headers.get('Content-Length'))
}
