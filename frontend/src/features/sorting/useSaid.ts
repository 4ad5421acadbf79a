import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { LogEntryOut } from '@/api/generated'

/** What an entry of the log says, in words. */
export function useSaid(): (entry: LogEntryOut) => string {
  const { t } = useTranslation()
  return useCallback(
    (entry) => {
      const about = entry.undone ?? entry
      const values = {
        name: entry.person_name || t('people.nameless'),
        other: entry.other_name || t('people.nameless'),
        text: about.text,
        count: entry.faces,
      }
      const kind = about.kind === 'name' && !about.text ? 'nameless' : about.kind === 'undo' ? 'none' : about.kind
      const words = t(`sorting.said.${kind}`, values)
      return entry.undone ? t('sorting.said.undo', { what: words }) : words
    },
    [t],
  )
}
