import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { deletePhotos, editEvent, editPhotos, type PhotoPatch, restorePhotos, retryPhoto } from '@/api/generated'
import { getEventProgressQueryKey, getEventQueryKey, getPhotoQueryKey } from '@/api/generated/@tanstack/react-query.gen'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { photoBinChanged } from '@/features/bin/bin'
import { albumsChanged, changePhotos, refreshPhotos } from './photos'

/** Most photos that the server changes in one request. */
const AT_ONCE = 500

/** Pieces of a list that one request takes. */
export function inPieces(ids: readonly string[], size = AT_ONCE): string[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, at) => ids.slice(at * size, (at + 1) * size))
}

function refreshAll(queries: QueryClient, eventId: string, ids: readonly string[]): void {
  void refreshPhotos(queries, eventId)
  void albumsChanged(queries)
  void queries.invalidateQueries({ queryKey: getEventQueryKey({ path: { event_id: eventId } }) })
  void queries.invalidateQueries({ queryKey: getEventProgressQueryKey({ path: { event_id: eventId } }) })
  for (const id of ids.slice(0, AT_ONCE)) void queries.invalidateQueries({ queryKey: getPhotoQueryKey({ path: { photo_id: id } }) })
}

/**
 * What the owner does to photos; each says what it did, and deletion can be undone.
 *
 * @param eventId their event, or their library where they have none.
 */
export function usePhotoActions(eventId: string) {
  const queries = useQueryClient()
  const { t } = useTranslation()
  return useMemo(() => {
    const failed = toastProblem

    /** Takes photos out of the bin. */
    async function restore(ids: readonly string[]): Promise<void> {
      try {
        for (const piece of inPieces(ids)) await restorePhotos({ body: { ids: piece } })
        toast(t('workspace.photos.restored', { count: ids.length }))
      } catch (error) {
        failed(error)
      }
      refreshAll(queries, eventId, ids)
      await photoBinChanged(queries, eventId)
    }

    /** Takes photos away at once; when the server refuses, they are there again. */
    async function remove(ids: readonly string[]): Promise<boolean> {
      const back = changePhotos(queries, eventId, new Set(ids), () => undefined)
      const done: string[] = []
      try {
        for (const piece of inPieces(ids)) {
          await deletePhotos({ body: { ids: piece } })
          done.push(...piece)
        }
        toast(t('workspace.photos.deleted', { count: ids.length }), { undo: () => void restore(ids) })
        void photoBinChanged(queries, eventId)
        void albumsChanged(queries)
        void queries.invalidateQueries({ queryKey: getEventQueryKey({ path: { event_id: eventId } }) })
        return true
      } catch (error) {
        back()
        failed(error)
        if (done.length) refreshAll(queries, eventId, done)
        return false
      }
    }

    /** Tries failed photos again; they are worked on in the background. */
    async function retry(ids: readonly string[]): Promise<void> {
      const refused: unknown[] = []
      for (const id of ids) {
        try {
          await retryPhoto({ path: { photo_id: id } })
        } catch (error) {
          refused.push(error)
        }
      }
      if (refused.length) failed(refused[0])
      if (refused.length < ids.length) toast(t('workspace.photos.retried', { count: ids.length - refused.length }))
      refreshAll(queries, eventId, ids)
    }

    /** @throws Problem names the fields that cannot be taken; nothing of that piece was changed. */
    async function edit(ids: readonly string[], changes: PhotoPatch): Promise<void> {
      for (const piece of inPieces(ids)) await editPhotos({ body: { ids: piece, changes } })
      toast(t('workspace.photos.edited', { count: ids.length }), { tone: 'good' })
      refreshAll(queries, eventId, ids)
    }

    async function setCover(id: string): Promise<void> {
      try {
        await editEvent({ path: { event_id: eventId }, body: { cover: id } })
        toast(t('workspace.photos.coverSet'), { tone: 'good' })
        await queries.invalidateQueries({ queryKey: getEventQueryKey({ path: { event_id: eventId } }) })
      } catch (error) {
        failed(error)
      }
    }

    return { remove, restore, retry, edit, setCover }
  }, [eventId, queries, t])
}

export type PhotoActions = ReturnType<typeof usePhotoActions>
