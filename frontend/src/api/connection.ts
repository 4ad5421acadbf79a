import type { CreateClientConfig } from './generated/client.gen'
import i18n from 'i18next'
import { csrfToken } from './csrf'

/** Every call goes to this site, with the session's cookie and the reader's language; changes carry the CSRF token. */
export const createClientConfig: CreateClientConfig = (config) => ({
  ...config,
  baseUrl: '',
  credentials: 'same-origin',
  querySerializer: { array: { explode: true, style: 'form' } },
  fetch: (input, init) => {
    const request = new Request(input, init)
    if (i18n.language) request.headers.set('Accept-Language', i18n.language)
    if (!['GET', 'HEAD'].includes(request.method)) request.headers.set('X-CSRFToken', csrfToken())
    return fetch(request)
  },
})
