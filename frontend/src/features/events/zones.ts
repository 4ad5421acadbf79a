export interface Zone {
  name: string
  /** Its part of the world: "Europe". */
  region: string
  /** "Berlin (GMT+2)". */
  label: string
}

/** The zone of this browser. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}

/** How far a zone's clocks are from Greenwich at an instant: "GMT+2". */
export function offsetOf(timeZone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(new Date(at))
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
}

/** Zones to choose from, by region and name, with how far they are from Greenwich at an instant. */
export function zonesAt(at: number, ...also: string[]): Map<string, Zone[]> {
  const names = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', ...also])
  const regions = new Map<string, Zone[]>()
  for (const name of [...names].sort()) {
    const [region = name, ...rest] = name.split('/')
    const place = rest.length ? rest.join(', ').replaceAll('_', ' ') : name
    const zones = regions.get(region) ?? []
    zones.push({ name, region, label: `${place} (${offsetOf(name, at)})` })
    regions.set(region, zones)
  }
  return regions
}
