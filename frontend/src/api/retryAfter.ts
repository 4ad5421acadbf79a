import { client } from './generated/client.gen'

/** Seconds that an answer wants to be waited for, where it says so in its header Retry-After. */
export function retryAfterOf(answer: Response): number | undefined {
  const seconds = Number(answer.headers.get('Retry-After'))
  return seconds > 0 ? seconds : undefined
}

/** From now on problems of our API know their answers' Retry-After: the generated client throws their bodies alone. */
export function keepRetryAfter(): void {
  client.interceptors.error.use((error, answer) => {
    const wait = answer && retryAfterOf(answer)
    return wait && typeof error === 'object' && error !== null ? { ...error, retryAfter: wait } : error
  })
}
