import { type QueryClient, useSuspenseQuery } from '@tanstack/react-query'
import type { RegistrationOut } from '@/api/generated'
import { getRegistrationOptions, getRegistrationQueryKey, listRegistrationsQueryKey } from '@/api/generated/@tanstack/react-query.gen'

export function registrationOptions(registrationId: string) {
  return getRegistrationOptions({ path: { registration_id: registrationId } })
}

/** One's own registration; its route has loaded it. */
export function useRegistration(registrationId: string): RegistrationOut {
  return useSuspenseQuery(registrationOptions(registrationId)).data
}

/** Consent, selfies or photos changed: whoever shows the registration learns of it. */
export async function registrationChanged(queries: QueryClient, registrationId: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: getRegistrationQueryKey({ path: { registration_id: registrationId } }) }),
    queries.invalidateQueries({ queryKey: listRegistrationsQueryKey() }),
  ])
}

/** What a guest does next at an event. */
export function nextStep({ consented, has_selfie }: Pick<RegistrationOut, 'consented' | 'has_selfie'>): 'consent' | 'selfie' | 'photos' {
  if (!consented) return 'consent'
  return has_selfie ? 'photos' : 'selfie'
}

/** Whole days from now until a moment, at least 0; a day that has begun counts. */
export function daysLeft(until: string, now = Date.now()): number {
  return Math.max(0, Math.ceil((new Date(until).getTime() - now) / 86_400_000))
}
