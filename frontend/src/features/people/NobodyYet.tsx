import { UsersRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '@/components/Feedback'

/** No face is anybody's so far: what has to happen first. */
export function NobodyYet({ action }: { action?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <EmptyState icon={UsersRound} title={t('people.nobody.title')} action={action}>
      {t('people.nobody.text')}
    </EmptyState>
  )
}
