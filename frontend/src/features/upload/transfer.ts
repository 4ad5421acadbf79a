import Uppy, { type UppyFile } from '@uppy/core'
import Tus from '@uppy/tus'
import i18n from 'i18next'
import { csrfToken } from '@/api/csrf'
import { libraryOf } from './place'

export const PARALLEL = 4

interface Meta extends Record<string, unknown> {
  event?: string
  library?: string
  filename: string
  sha256?: string
  key: string
}
type Body = Record<string, unknown> & { xhr?: XMLHttpRequest }

/** What a server's refusal said; status 0 when it was not reached. */
export interface Refusal {
  status: number
  body: unknown
}

export interface TransferEvents {
  onProgress: (key: string, sent: number) => void
  /** @param result received, duplicate or pending */
  onDone: (key: string, result: string, photo: string | undefined) => void
  onFailed: (key: string, refusal: Refusal) => void
}

/**
 * The files of one event that are being sent just now, by Uppy and tus.
 *
 * It holds few files: Uppy copies its state at every change, and with thousands of files in it that is what a page would
 * do all day. The address of an unfinished upload is kept in localStorage under the file's name, size and time, so it goes
 * on after the page was loaded anew.
 */
export class Transfer {
  #uppy: Uppy<Meta, Body>
  #ids = new Map<string, string>()

  constructor(eventId: string, events: TransferEvents) {
    this.#uppy = new Uppy<Meta, Body>({ id: `albumen-${eventId}`, autoProceed: true, allowMultipleUploadBatches: true })
    this.#uppy.use(Tus<Meta, Body>, {
      endpoint: '/api/v1/uploads',
      limit: PARALLEL,
      retryDelays: [300, 1000, 3000],
      removeFingerprintOnSuccess: true,
      onBeforeRequest: (request) => {
        request.setHeader('X-CSRFToken', csrfToken())
        request.setHeader('Accept-Language', i18n.language)
      },
    })
    this.#uppy.on('upload-progress', (file, progress) => {
      if (file) events.onProgress(file.meta.key, progress.bytesUploaded || 0)
    })
    this.#uppy.on('upload-success', (file, response) => {
      if (!file) return
      const xhr = response.body?.xhr
      this.#forget(file)
      events.onDone(file.meta.key, xhr?.getResponseHeader('Albumen-Upload-Result') ?? 'received', xhr?.getResponseHeader('Albumen-Photo') ?? undefined)
    })
    this.#uppy.on('upload-error', (file, _error, response) => {
      if (!file) return
      const xhr = response?.body?.xhr
      const refusal = { status: xhr?.status ?? 0, body: parsed(xhr?.responseText) }
      this.#forget(file)
      events.onFailed(file.meta.key, refusal)
    })
  }

  /** Begins a file, or goes on where the server says. */
  send(key: string, eventId: string, file: File, digest: string | null): void {
    const paused = this.#ids.get(key)
    if (paused !== undefined) {
      if (this.#uppy.getFile(paused)?.isPaused) this.#uppy.pauseResume(paused)
      return
    }
    const home = libraryOf(eventId) ? { library: 'personal' } : { event: eventId }
    const meta: Meta = { ...home, filename: file.name, key, ...(digest ? { sha256: digest } : {}) }
    const id = this.#uppy.addFile({ name: file.name, type: file.type, data: file, meta, source: 'albumen' })
    // Uppy writes "undefined" where a file has none of a field that is allowed.
    this.#uppy.setFileState(id, { tus: { allowedMetaFields: [...Object.keys(home), 'filename', ...(digest ? ['sha256'] : [])] } })
    this.#ids.set(key, id)
  }

  /** Stops a file; what the server has of it stays there. */
  pause(key: string): void {
    const id = this.#ids.get(key)
    if (id !== undefined && this.#uppy.getFile(id) && !this.#uppy.getFile(id).isPaused) this.#uppy.pauseResume(id)
  }

  /** Ends a file, on the server too. */
  cancel(key: string): void {
    const id = this.#ids.get(key)
    this.#ids.delete(key)
    if (id !== undefined && this.#uppy.getFile(id)) this.#uppy.removeFile(id)
  }

  #forget(file: UppyFile<Meta, Body>): void {
    this.#ids.delete(file.meta.key)
    // Uppy still writes to the file when these events are over.
    setTimeout(() => {
      if (this.#uppy.getFile(file.id) && ![...this.#ids.values()].includes(file.id)) this.#uppy.removeFile(file.id)
    }, 0)
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return text ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}
