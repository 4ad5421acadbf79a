import { UsersRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '@/components/Feedback'

/** Instead of a page about people whose library is gone. */
export function NoLibrary() {
  const { t } = useTranslation()
  return (
    <EmptyState icon={UsersRound} title={t('people.nobody.title')}>
      {t('people.nobody.ended')}
    </EmptyState>
  )
}
