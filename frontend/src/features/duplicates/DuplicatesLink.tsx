import { useQuery } from '@tanstack/react-query'
import { UsersRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '@/components/Button'
import { Badge } from '@/components/Feedback'
import { formatNumber } from '@/i18n/format'
import { lookingOptions } from './duplicates'

/** Leads to the pairs who may be the same, with how many there are; always there, so that one may look. */
export function DuplicatesLink({ libraryId }: { libraryId: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(lookingOptions(libraryId))
  if (!data) return null
  return (
    <ButtonLink to="/libraries/$libraryId/duplicates" params={{ libraryId }} icon={UsersRound}>
      {t('duplicates.link')}{' '}
      {data.open > 0 && (
        <Badge tone="accent">
          {formatNumber(data.open)}
          <span className="sr-only"> {t('duplicates.toAnswer')}</span>
        </Badge>
      )}
    </ButtonLink>
  )
}
