import i18n from 'i18next'
import type { SelfieMade } from '@/api/generated'
import { csrfToken } from '@/api/csrf'
import { withRetryAfter } from '@/api/retryAfter'

interface Sending {
  registrationId: string
  picture: Blob
  /** Names this attempt, so that the same picture sent twice over a bad line is one selfie. */
  key: string
  /** Part that is sent, 0 to 1. */
  onProgress: (part: number) => void
  signal?: AbortSignal
}

/**
 * Sends a selfie, telling how far it is; fetch cannot.
 *
 * @throws Problem what the server said, TypeError it was not reached, DOMException it was called off.
 */
export function sendSelfie({ registrationId, picture, key, onProgress, signal }: Sending): Promise<SelfieMade> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/registrations/${registrationId}/selfies`)
    request.responseType = 'json'
    request.setRequestHeader('X-CSRFToken', csrfToken())
    request.setRequestHeader('Accept-Language', i18n.language)
    request.setRequestHeader('Idempotency-Key', key)
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => {
      const answer: unknown = request.response
      if (request.status === 201) resolve(answer as SelfieMade)
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a problem, as the generated client throws them
      else if (answer) reject(withRetryAfter(answer, { headers: { get: (name) => request.getResponseHeader(name) } }))
      else reject(new TypeError(`${request.status}`))
    }
    request.onerror = () => reject(new TypeError('not reached'))
    request.onabort = () => reject(new DOMException('called off', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort())
    const form = new FormData()
    form.append('file', picture, 'selfie.jpg')
    request.send(form)
  })
}
