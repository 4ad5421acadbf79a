import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { getComparison, getModels, getUpgrade, type ModelPackOut, type UpgradeOut } from '@/api/generated'
import { getComparisonQueryKey, getModelsQueryKey, getUpgradeQueryKey } from '@/api/generated/@tanstack/react-query.gen'
import { statusOf } from '@/api/problems'

const POLL_MS = 1_500

/** Whether workers are at it, so that it goes on without anybody doing anything. */
export function isUnderWay(state: UpgradeOut['state'] | undefined): boolean {
  return state === 'filling' || state === 'comparing' || state === 'dropping' || state === 'aborting'
}

/** Whether it is over: the library has one generation of models alone. */
export function isOver(state: UpgradeOut['state'] | undefined): boolean {
  return state === undefined || state === 'done' || state === 'aborted'
}

/** The models of a library, and which others there are. */
export function modelsOptions(libraryId: string) {
  const path = { library_id: libraryId }
  return queryOptions({
    queryKey: getModelsQueryKey({ path }),
    queryFn: async ({ signal }) => (await getModels({ path, signal, throwOnError: true })).data,
    staleTime: 0,
  })
}

/** The move to other models that goes on, else the last one; null where there was none. */
export function upgradeOptions(libraryId: string) {
  const path = { library_id: libraryId }
  return queryOptions({
    queryKey: getUpgradeQueryKey({ path }),
    queryFn: async ({ signal }) => {
      try {
        return (await getUpgrade({ path, signal, throwOnError: true })).data
      } catch (error) {
        if (statusOf(error) === 404) return null
        throw error
      }
    },
    staleTime: 0,
    refetchInterval: ({ state }) => (isUnderWay(state.data?.state) ? POLL_MS : false),
  })
}

/** What a switch would change. */
export function comparisonOptions(libraryId: string, comparedAt: string | null) {
  const path = { library_id: libraryId }
  return queryOptions({
    queryKey: [...getComparisonQueryKey({ path }), comparedAt],
    queryFn: async ({ signal }) => (await getComparison({ path, signal, throwOnError: true })).data,
    staleTime: 0,
  })
}

/** Everything that depends on which models decide is asked for anew. */
export async function modelsChanged(queries: QueryClient, libraryId: string): Promise<void> {
  const path = { library_id: libraryId }
  await Promise.all([
    queries.invalidateQueries({ queryKey: getModelsQueryKey({ path }) }),
    queries.invalidateQueries({ queryKey: getUpgradeQueryKey({ path }) }),
  ])
}

/** Packs with words of ours; the others are told of in the server's. */
export const KNOWN = ['standard', 'builtin', 'sface', 'arcface', 'facenet-128', 'facenet-512', 'vgg-face'] as const
export type KnownPack = (typeof KNOWN)[number]

export function isKnown(name: string): name is KnownPack {
  return (KNOWN as readonly string[]).includes(name)
}

export type Obstacle = 'missing' | 'licence' | 'uncalibrated'

/** Why a pack cannot decide on this server; undefined where it can. */
export function obstacleOf(pack: ModelPackOut): Obstacle | undefined {
  if (!pack.calibrated) return 'uncalibrated'
  if (!pack.installed) return 'missing'
  return pack.allowed ? undefined : 'licence'
}
