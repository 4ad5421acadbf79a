import type { TokenCreate } from '@/api/generated'

export type Scope = TokenCreate['scopes'][number]

export const RESOURCES = ['account', 'events', 'photos', 'guests'] as const
export type Resource = (typeof RESOURCES)[number]

/** What a token may do with one kind of thing. */
export type Access = 'none' | 'read' | 'write'

/** Writing without reading is of no use to a program: it comes with it. */
export function scopesOf(chosen: Record<Resource, Access>): Scope[] {
  return RESOURCES.flatMap((resource): Scope[] => {
    if (chosen[resource] === 'none') return []
    return chosen[resource] === 'read' ? [`${resource}:read`] : [`${resource}:read`, `${resource}:write`]
  })
}

/** The same the other way: what the scopes of a token allow. */
export function accessOf(scopes: string[], resource: Resource): Access {
  if (scopes.includes(`${resource}:write`)) return 'write'
  return scopes.includes(`${resource}:read`) ? 'read' : 'none'
}
