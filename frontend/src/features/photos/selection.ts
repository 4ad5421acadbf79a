/** Which photos are chosen, by id, and from where a range goes on. */
export interface Selection {
  readonly ids: ReadonlySet<string>
  /** The photo chosen last by itself; a range with Shift or a drag begins here. */
  readonly anchor: string | null
}

export const NOTHING: Selection = { ids: new Set(), anchor: null }

/** Adds one, or takes it out. */
export function toggled(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids)
  if (!ids.delete(id)) ids.add(id)
  return { ids, anchor: id }
}

/**
 * Everything from the anchor to a photo, both included, beside what was chosen before.
 *
 * @param order ids of all photos as they stand.
 */
export function extended(selection: Selection, order: readonly string[], id: string): Selection {
  const to = order.indexOf(id)
  const from = selection.anchor === null ? to : order.indexOf(selection.anchor)
  if (to < 0) return selection
  if (from < 0) return { ids: new Set([...selection.ids, id]), anchor: id }
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1)
  return { ids: new Set([...selection.ids, ...range]), anchor: selection.anchor }
}

export function everything(order: readonly string[]): Selection {
  return { ids: new Set(order), anchor: order[0] ?? null }
}

/** Only what is still there: photos that were deleted are no longer chosen. */
export function among(selection: Selection, order: readonly string[]): Selection {
  if (selection.ids.size === 0) return selection
  const there = new Set(order)
  const ids = new Set([...selection.ids].filter((id) => there.has(id)))
  if (ids.size === selection.ids.size) return selection
  return { ids, anchor: selection.anchor !== null && there.has(selection.anchor) ? selection.anchor : null }
}
