import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import world from 'world-atlas/land-110m.json'

type Ring = number[][]

/** The outline of the land (Natural Earth, 1:110m, public domain) as an SVG path: x is longitude + 180, y is 90 - latitude. */
export const LAND = outline()

function outline(): string {
  const topology = world as unknown as Topology<{ land: GeometryCollection }>
  const { features } = feature(topology, topology.objects.land)
  return features.flatMap(({ geometry }) => (geometry.type === 'MultiPolygon' ? geometry.coordinates.flat().map(drawn) : [])).join('')
}

function drawn(ring: Ring): string {
  return `M${ring.map(([x, y]) => `${((x ?? 0) + 180).toFixed(1)} ${(90 - (y ?? 0)).toFixed(1)}`).join('L')}Z`
}
