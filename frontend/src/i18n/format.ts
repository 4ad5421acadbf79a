import i18n from 'i18next'

/** The reader's own way of dates and numbers: a regional tag of the chosen language where the browser names one. */
function locale(): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === i18n.language) ?? i18n.language ?? 'en'
}

const kept = new Map<string, unknown>()

/** The same format again where it was asked for before: making one takes longer than all that it formats. */
function format<Options, Format>(Kind: new (locale: string, options?: Options) => Format, options?: Options): Format {
  const tag = locale()
  const key = `${Kind.name} ${tag} ${JSON.stringify(options ?? {})}`
  const known = kept.get(key) as Format | undefined
  if (known) return known
  const made = new Kind(tag, options)
  kept.set(key, made)
  return made
}

export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return format(Intl.NumberFormat, options).format(value)
}

/** A probability as people read it; never rounds up to certainty. */
export function formatProbability(value: number): string {
  return formatNumber(Math.floor(value * 1000) / 1000, { style: 'percent', maximumFractionDigits: value > 0.99 ? 1 : 0 })
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A size in bytes, in powers of 1000 as disks are sold. */
export function formatBytes(bytes: number): string {
  const step = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return formatNumber(value, { style: 'unit', unit: UNITS[step], unitDisplay: 'short', maximumFractionDigits: value < 10 && step > 1 ? 1 : 0 })
}

/** A moment, in the given IANA zone or the reader's own. */
export function formatDateTime(iso: string, timeZone?: string, options?: Intl.DateTimeFormatOptions): string {
  return format(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'short', ...options, timeZone }).format(new Date(iso))
}

export function formatDate(iso: string, timeZone?: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string {
  return format(Intl.DateTimeFormat, { ...options, timeZone }).format(new Date(iso))
}

/** From one moment to another, as short as it can be said. */
export function formatSpan(from: string, to: string, timeZone?: string): string {
  return format(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'short', timeZone }).formatRange(new Date(from), new Date(to))
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** How far a moment is from now: "in 3 days", "2 hours ago". */
export function formatFromNow(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  return format(Intl.RelativeTimeFormat, { numeric: 'auto' }).format(Math.round(seconds / size), unit)
}

/** Seconds as "2 min", "1 h 20 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const part = (value: number, unit: string) => formatNumber(value, { style: 'unit', unit, unitDisplay: 'short' })
  if (whole < 60) return part(whole, 'second')
  if (whole < 3600) return part(Math.round(whole / 60), 'minute')
  return `${part(Math.floor(whole / 3600), 'hour')} ${part(Math.round((whole % 3600) / 60), 'minute')}`
}

/** Names in a sentence: "Ana, Bo and Cy". */
export function formatList(items: string[]): string {
  return format(Intl.ListFormat, { type: 'conjunction' }).format(items)
}
