import { useQuery } from '@tanstack/react-query'
import { ScanFace } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '@/components/Button'
import { formatNumber } from '@/i18n/format'
import { suggestionCountsOptions } from './queries'

/** The way to the faces to confirm, with how many there are. */
export function AskedLink({ libraryId }: { libraryId: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(suggestionCountsOptions(libraryId))
  const count = data ? data.joins + data.doubts : 0
  return (
    <ButtonLink to="/libraries/$libraryId/suggestions" params={{ libraryId }} icon={ScanFace}>
      {t('suggestions.title')}{' '}
      {count > 0 && <span className="rounded-full bg-accent px-2 text-sm text-on-accent tabular-nums">{formatNumber(count)}</span>}
    </ButtonLink>
  )
}
