import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { changeSavedSearch, forgetSearch, keepSearch, type SavedSearchOut, type SearchFilters } from '@/api/generated'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { savedChanged } from './queries'

/** Keeping searches by a name; each tells what it did, with the way back. */
export function useSavedSearches(libraryId: string) {
  const queries = useQueryClient()
  const { t } = useTranslation()
  return useMemo(() => {
    const path = { library_id: libraryId }
    const quietly = async (back: () => Promise<unknown>) => {
      try {
        await back()
        toast(t('find.saved.undone'))
      } catch (error) {
        toastProblem(error)
      }
      await savedChanged(queries, libraryId)
    }

    return {
      /** @throws Problem another search has this name, or it cannot be one. */
      async keep(name: string, filters: SearchFilters): Promise<void> {
        const { data } = await keepSearch({ path, body: { name, filters }, throwOnError: true })
        const undo = () => void quietly(() => forgetSearch({ path: { saved_search_id: data.id }, throwOnError: true }))
        toast(t('find.saved.kept', { name: data.name }), { tone: 'good', undo })
        await savedChanged(queries, libraryId)
      },

      /** @throws Problem another search has this name, or it cannot be one. */
      async rename(search: SavedSearchOut, name: string): Promise<void> {
        const change = (to: string) => changeSavedSearch({ path: { saved_search_id: search.id }, body: { name: to }, throwOnError: true })
        const { data } = await change(name)
        toast(t('find.saved.renamed', { name: data.name }), { undo: () => void quietly(() => change(search.name)) })
        await savedChanged(queries, libraryId)
      },

      async forget(search: SavedSearchOut): Promise<void> {
        try {
          await forgetSearch({ path: { saved_search_id: search.id }, throwOnError: true })
          const undo = () => void quietly(() => keepSearch({ path, body: { name: search.name, filters: search.filters }, throwOnError: true }))
          toast(t('find.saved.forgotten', { name: search.name }), { undo })
        } catch (error) {
          toastProblem(error)
        }
        await savedChanged(queries, libraryId)
      },
    }
  }, [libraryId, queries, t])
}
