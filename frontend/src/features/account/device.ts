const BROWSERS: [string, RegExp][] = [
  ['Edge', /Edg(?:e|A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Firefox', /(?:Firefox|FxiOS)\//],
  ['Chrome', /(?:Chrome|Chromium|CriOS)\//],
  ['Safari', /Version\/.*Safari\//],
]

const SYSTEMS: [string, RegExp][] = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['ChromeOS', /CrOS/],
  ['macOS', /Mac OS X|Macintosh/],
  ['Linux', /Linux/],
]

export interface Device {
  browser?: string
  system?: string
  /** Held in a hand. */
  handheld: boolean
}

/** What a User-Agent tells of browser and system; its order matters, since browsers name each other. */
export function deviceOf(userAgent: string): Device {
  const named = (list: [string, RegExp][]) => list.find(([, pattern]) => pattern.test(userAgent))?.[0]
  const system = named(SYSTEMS)
  return { browser: named(BROWSERS), system, handheld: ['iPhone', 'iPad', 'Android'].includes(system ?? '') }
}
