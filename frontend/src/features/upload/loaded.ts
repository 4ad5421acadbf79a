import { useSyncExternalStore } from 'react'
import type { Uploader, UploadsSeen } from './uploader'

let uploader: Uploader | undefined
const watchers = new Set<() => void>()

/** The one uploader of this tab; its code comes when somebody first wants to upload. */
export async function loadUploader(): Promise<Uploader> {
  const { Uploader } = await import('./uploader')
  if (!uploader) {
    uploader = new Uploader()
    watchers.forEach((tell) => tell())
  }
  return uploader
}

/** The uploader, once there is one. */
export function useUploader(): Uploader | undefined {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
    () => uploader,
  )
}

/** What it does, a few times a second. */
export function useUploads(of: Uploader): UploadsSeen {
  return useSyncExternalStore(of.watch, of.seen)
}
