import type { LibraryOut } from '@/api/generated'

export type Algorithm = LibraryOut['algorithm']

/** Those that are offered; a library may have another one by the API. */
export const OFFERED = ['default', 'chinese_whispers', 'dbscan', 'hdbscan', 'kmeans'] as const satisfies readonly Algorithm[]

/** Those that are offered, and the one that the library has. */
export function offeredTo(library: Pick<LibraryOut, 'algorithm'>): readonly Algorithm[] {
  const all: readonly Algorithm[] = OFFERED
  return all.includes(library.algorithm) ? all : [...all, library.algorithm]
}
