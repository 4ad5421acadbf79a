import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { deleteLabel, labelPhotos, type LabelOut, mergeLabel, renameLabel, undoLabels } from '@/api/generated'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { labelsChanged } from '@/features/find/queries'
import { inPieces } from '@/features/photos/actions'

type Called = Pick<LabelOut, 'id' | 'name'>

/** What the owner does with labels. Each tells in a toast what it did, with the way back. */
export function useLabelActions(libraryId: string) {
  const queries = useQueryClient()
  const { t } = useTranslation()
  return useMemo(() => {
    async function takeBack(changes: readonly string[]): Promise<void> {
      try {
        for (const id of [...changes].reverse()) await undoLabels({ path: { change_id: id }, throwOnError: true })
        toast(t('find.labels.undone'))
      } catch (error) {
        toastProblem(error)
      }
      await labelsChanged(queries)
    }

    function saidOf(count: number, add: readonly string[], remove: readonly string[]): string {
      const [label = ''] = [...add, ...remove]
      if (add.length + remove.length > 1) return t('find.labels.changed', { count })
      return add.length ? t('find.labels.added', { count, label }) : t('find.labels.removed', { count, label })
    }

    return {
      /** Puts labels on photos and takes others off; true when it was done to all of them. */
      async change(ids: readonly string[], add: readonly string[], remove: readonly string[]): Promise<boolean> {
        const changes: string[] = []
        let changed = 0
        let refused: unknown
        try {
          for (const piece of inPieces(ids)) {
            const { data } = await labelPhotos({ path: { library_id: libraryId }, body: { ids: piece, add: [...add], remove: [...remove] }, throwOnError: true })
            changes.push(data.id)
            changed += piece.length
          }
        } catch (error) {
          refused = error
        }
        if (changes.length) toast(saidOf(changed, add, remove), { undo: () => void takeBack(changes) })
        if (refused) toastProblem(refused)
        await labelsChanged(queries)
        return !refused
      },

      /** @throws Problem the name cannot be one, or another label has it. */
      async rename(label: Called, name: string): Promise<void> {
        await renameLabel({ path: { label_id: label.id }, body: { name }, throwOnError: true })
        const back = async () => {
          try {
            await renameLabel({ path: { label_id: label.id }, body: { name: label.name }, throwOnError: true })
            toast(t('find.labels.undone'))
          } catch (error) {
            toastProblem(error)
          }
          await labelsChanged(queries)
        }
        toast(t('find.labels.renamed', { label: name }), { undo: () => void back() })
        await labelsChanged(queries)
      },

      async merge(label: Called, into: Called): Promise<boolean> {
        try {
          const { data } = await mergeLabel({ path: { label_id: label.id }, body: { into: into.id }, throwOnError: true })
          toast(t('find.labels.merged', { label: label.name, into: into.name }), { undo: () => void takeBack([data.id]) })
        } catch (error) {
          toastProblem(error)
          return false
        }
        await labelsChanged(queries)
        return true
      },

      async remove(label: Called): Promise<void> {
        try {
          const { data } = await deleteLabel({ path: { label_id: label.id }, throwOnError: true })
          toast(t('find.labels.deleted', { label: label.name }), { undo: () => void takeBack([data.id]) })
        } catch (error) {
          toastProblem(error)
        }
        await labelsChanged(queries)
      },
    }
  }, [libraryId, queries, t])
}
