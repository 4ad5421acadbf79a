import { client } from './generated/client.gen'

interface Headers {
  get: (name: string) => string | null
}

/** Seconds that an answer wants to be waited for, where it says so in its header Retry-After. */
export function retryAfterOf({ headers }: { headers: Headers }): number | undefined {
  const seconds = Number(headers.get('Retry-After'))
  return seconds > 0 ? seconds : undefined
}

/** What an answer's body says, with how long it wants to be waited for. */
export function withRetryAfter(body: unknown, answer: { headers: Headers }): unknown {
  const wait = retryAfterOf(answer)
  if (!wait || typeof body !== 'object' || body === null) return body
  return { ...body, retryAfter: wait, until: Date.now() + wait * 1000 }
}

/** From now on problems of our API know their answers' Retry-After: the generated client throws their bodies alone. */
export function keepRetryAfter(): void {
  client.interceptors.error.use((error, answer) => (answer ? withRetryAfter(error, answer) : error))
}
