import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import i18n from 'i18next'
import { getPhotographer, listRegistrations, listTokens, type PhotographerOut, type Problem } from '@/api/generated'
import { getPhotographerQueryKey, listRegistrationsInfiniteQueryKey, listTokensInfiniteQueryKey } from '@/api/generated/@tanstack/react-query.gen'
import { statusOf } from '@/api/problems'
import { allauth } from '../session/allauth'
import { failureOf } from '../session/failure'
import type { FactorType } from '../session/steps'

interface AuthenticatorCommon {
  /** Seconds since 1970. */
  created_at: number
  last_used_at: number | null
}

export type Authenticator =
  | (AuthenticatorCommon & { type: 'totp' })
  | (AuthenticatorCommon & { type: 'recovery_codes'; total_code_count: number; unused_code_count: number; unused_codes?: string[] })
  | (AuthenticatorCommon & { type: 'webauthn'; id: number; name: string; is_passwordless?: boolean })

export type Key = Extract<Authenticator, { type: 'webauthn' }>

export function factorOf<T extends FactorType>(all: Authenticator[], type: T): Extract<Authenticator, { type: T }> | undefined {
  return all.find((one): one is Extract<Authenticator, { type: T }> => one.type === type)
}

export interface EmailAddress {
  email: string
  verified: boolean
  primary: boolean
}

export interface Session {
  id: number
  user_agent: string
  ip: string
  /** Seconds since 1970. */
  created_at: number
  is_current: boolean
}

/** What one of allauth's lists holds; a refusal is thrown as a problem, as our API's are. */
async function listed<Item>(path: string): Promise<Item[]> {
  const answer = await allauth<Item[]>('GET', path)
  if (answer.status === 200 && answer.data) return answer.data
  const { code, detail, advice, until } = failureOf(answer)
  const problem: Problem & { until?: number } = {
    title: code,
    status: answer.status,
    code,
    detail: detail ?? i18n.t('shell.problem.unexpected.detail'),
    advice: advice ?? i18n.t('shell.problem.unexpected.advice'),
    until,
  }
  throw problem
}

export const authenticatorsOptions = queryOptions({
  queryKey: ['account', 'authenticators'],
  queryFn: () => listed<Authenticator>('account/authenticators'),
})

export const addressesOptions = queryOptions({
  queryKey: ['account', 'addresses'],
  queryFn: () => listed<EmailAddress>('account/email'),
})

export const sessionsOptions = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: () => listed<Session>('auth/sessions'),
  staleTime: 0,
})

/** The photographer's business; null for who has none yet (an administrator made on the command line). */
export const businessOptions = queryOptions({
  queryKey: getPhotographerQueryKey(),
  queryFn: async ({ signal }): Promise<PhotographerOut | null> => {
    try {
      const { data } = await getPhotographer({ signal, throwOnError: true })
      return data
    } catch (error) {
      if (statusOf(error) === 404) return null
      throw error
    }
  },
})

/** A moment as allauth says it, in the form that dates have everywhere else. */
export function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

const PAGE = { query: { limit: 50 } }

export const tokensOptions = infiniteQueryOptions({
  queryKey: listTokensInfiniteQueryKey(PAGE),
  queryFn: async ({ pageParam: cursor, signal }) => (await listTokens({ query: { ...PAGE.query, cursor }, signal, throwOnError: true })).data,
  initialPageParam: '',
  getNextPageParam: (page) => page.next ?? undefined,
})

export const registrationsOptions = infiniteQueryOptions({
  queryKey: listRegistrationsInfiniteQueryKey(PAGE),
  queryFn: async ({ pageParam: cursor, signal }) => (await listRegistrations({ query: { ...PAGE.query, cursor }, signal, throwOnError: true })).data,
  initialPageParam: '',
  getNextPageParam: (page) => page.next ?? undefined,
})
