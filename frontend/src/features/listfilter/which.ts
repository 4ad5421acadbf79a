/** Which rows of a list are shown; part of the page's address. */
export interface Which<State extends string> {
  state?: State
  search?: string
}

/** A change to everything, in no matter which state. */
export const EVERYTHING = { state: undefined, search: undefined }

const LONGEST = 200

export function asWhich<State extends string>(states: readonly State[], said: Record<string, unknown>): Which<State> {
  const state = states.find((known) => known === said.state)
  const search = typeof said.search === 'string' ? said.search.slice(0, LONGEST) : ''
  return { ...(state && { state }), ...(search && { search }) }
}
