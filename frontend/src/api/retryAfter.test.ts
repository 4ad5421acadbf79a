import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { failureOfError } from '@/features/session/failure'
import { startI18n } from '@/i18n'
import { signUpGuest } from './generated'
import { client } from './generated/client.gen'
import { asProblem } from './problems'
import { keepRetryAfter } from './retryAfter'

beforeAll(async () => {
  await startI18n('en')
  keepRetryAfter()
})
afterEach(() => vi.restoreAllMocks())
afterAll(() => client.interceptors.error.clear())

const OFTEN = { status: 429, code: 'too_many_requests', detail: 'That was too often.', advice: 'Wait as long as Retry-After says.' }

async function refusal(body: string, headers: Record<string, string>): Promise<unknown> {
  const fetch = () => Promise.resolve(new Response(body, { status: 429, headers }))
  const account = { email: 'bo@example.org', password: 'long enough', display_name: 'Bo' }
  return signUpGuest({ body: account, baseUrl: 'http://localhost', fetch }).catch((error: unknown) => error)
}

it('tells forms how long the server wants to be left alone', async () => {
  vi.spyOn(Date, 'now').mockReturnValue(1_000_000)
  const error = await refusal(JSON.stringify(OFTEN), { 'Retry-After': '10' })
  expect(asProblem(error).retryAfter).toBe(10)
  expect(failureOfError(error).until).toBe(1_010_000)
})

it('waits as long as is usual where the server does not say', async () => {
  vi.spyOn(Date, 'now').mockReturnValue(1_000_000)
  for (const headers of [{ 'Retry-After': '' }, { 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' }]) {
    expect(failureOfError(await refusal(JSON.stringify(OFTEN), headers)).until).toBe(1_060_000)
  }
})

it('leaves what is no problem of ours as it is', async () => {
  const error = await refusal('too many', { 'Retry-After': '10', 'Content-Type': 'text/plain' })
  expect(asProblem(error).code).toBe('unexpected')
})
