import { formatDateTime } from '@/i18n/format'

/**
 * When a photo was taken, on the clock of its camera where that is known, else on those of the event; and which.
 *
 * @param offset minutes east of UTC, where known.
 */
export function takenWords(iso: string, offset: number | null, timeZone: string): string {
  if (offset === null) return `${formatDateTime(iso, timeZone, { timeStyle: 'medium' })} (${timeZone})`
  const shifted = new Date(Date.parse(iso) + offset * 60_000).toISOString()
  return `${formatDateTime(shifted, 'UTC', { timeStyle: 'medium' })} (${offsetWords(offset)})`
}

/** "UTC+5:30" */
export function offsetWords(minutes: number): string {
  const size = Math.abs(minutes)
  const rest = size % 60
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`
}
