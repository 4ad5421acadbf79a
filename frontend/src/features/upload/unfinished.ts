const DATABASE = 'albumen-uploads'
const STORE = 'events'

/** Files of an event that were still to be sent when the page was left. */
export interface Unfinished {
  eventId: string
  files: { key: string; name: string; size: number }[]
  /** Where the browser may read the files again, once it is allowed to. */
  handles: FileSystemHandle[]
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'eventId' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error(DATABASE))
  })
}

async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  if (typeof indexedDB === 'undefined') return undefined
  try {
    const database = await open()
    try {
      return await new Promise<T>((resolve, reject) => {
        const request = work(database.transaction(STORE, mode).objectStore(STORE))
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error(DATABASE))
      })
    } finally {
      database.close()
    }
  } catch {
    return undefined // private windows keep nothing: uploads work, only not over a reload
  }
}

export function readUnfinished(eventId: string): Promise<Unfinished | undefined> {
  return run<Unfinished | undefined>('readonly', (store) => store.get(eventId) as IDBRequest<Unfinished | undefined>)
}

/** Remembers what is still to be sent; nothing left forgets the event. */
export async function writeUnfinished(record: Unfinished): Promise<void> {
  if (record.files.length) await run('readwrite', (store) => store.put(record))
  else await run('readwrite', (store) => store.delete(record.eventId))
}
