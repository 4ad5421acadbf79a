import { sameName } from '@/features/people/people'

/**
 * Which option Enter takes: who is called exactly so, else the first whose name begins so, else a new name, else the
 * first of all; -1 where there is none.
 *
 * @param names of the options in their order; undefined for those that take the name for something new.
 */
export function meantFirst(names: readonly (string | undefined)[], typed: string): number {
  const begins = typed.toLocaleLowerCase()
  const rules: ((name: string | undefined) => boolean)[] = [
    (name) => name !== undefined && sameName(name, typed),
    (name) => !!name?.toLocaleLowerCase().startsWith(begins),
    (name) => name === undefined,
    () => true,
  ]
  for (const rule of rules) {
    const at = names.findIndex(rule)
    if (at >= 0) return at
  }
  return -1
}
