/** A moment as the value of an `<input type="datetime-local">`, on the clocks of a zone; to the second. */
export function toLocal(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(new Date(iso))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '00'
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`
}

/** The value of such a field as the API reads it: without an offset, so on the clocks of the event; null when empty. */
export function fromLocal(value: string): string | null {
  return value ? (value.length === 16 ? `${value}:00` : value) : null
}
