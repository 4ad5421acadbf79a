import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { UploadCloud } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '@/components/Button'
import { asWhich } from '@/features/listfilter/which'
import { NobodyYet } from '@/features/people/NobodyYet'
import { PeoplePage } from '@/features/people/PeoplePage'
import { personalLibraryOptions, SHOWN } from '@/features/people/people'
import { SortingFrame } from '@/features/sorting/SortingFrame'

export const Route = createFileRoute('/library/people')({
  validateSearch: (said: Record<string, unknown>) => asWhich(SHOWN, said),
  component: People,
})

function People() {
  const { t } = useTranslation()
  const which = Route.useSearch()
  const navigate = Route.useNavigate()
  const { data: library } = useSuspenseQuery(personalLibraryOptions)
  return (
    <SortingFrame>
      <h2 className="sr-only">{t('people.title')}</h2>
      <PeoplePage
        libraryId={library.id}
        which={which}
        onWhich={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
        nobody={
          <NobodyYet
            action={
              <ButtonLink to="/library/upload" look="primary" icon={UploadCloud}>
                {t('workspace.photos.empty.action')}
              </ButtonLink>
            }
          />
        }
      />
    </SortingFrame>
  )
}
