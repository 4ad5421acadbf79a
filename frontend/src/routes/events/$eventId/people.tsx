import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { UploadCloud, UsersRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { ButtonLink } from '@/components/Button'
import { EmptyState } from '@/components/Feedback'
import { asWhich } from '@/features/listfilter/which'
import { NobodyYet } from '@/features/people/NobodyYet'
import { PeoplePage, PeopleSkeleton } from '@/features/people/PeoplePage'
import { eventLibraryOptions, SHOWN } from '@/features/people/people'
import { SortingFrame } from '@/features/sorting/SortingFrame'
import { requireType } from '@/features/session/guards'

export const Route = createFileRoute('/events/$eventId/people')({
  validateSearch: (said: Record<string, unknown>) => asWhich(SHOWN, said),
  beforeLoad: (asked) => requireType(asked, 'photographer'),
  loader: async ({ context, params }) => {
    await Promise.all([
      context.queries.ensureQueryData(eventLibraryOptions(params.eventId)),
      context.queries.ensureQueryData(getEventOptions({ path: { event_id: params.eventId } })),
    ])
  },
  pendingComponent: PeopleSkeleton,
  component: People,
})

function People() {
  const { t } = useTranslation()
  const { eventId } = Route.useParams()
  const which = Route.useSearch()
  const navigate = Route.useNavigate()
  const { data: library } = useSuspenseQuery(eventLibraryOptions(eventId))
  const { data: event } = useSuspenseQuery(getEventOptions({ path: { event_id: eventId } }))
  const gone = <EmptyState icon={UsersRound} title={t('people.nobody.title')}>{t('people.nobody.ended')}</EmptyState>
  return (
    <SortingFrame eventId={eventId}>
      <h2 className="sr-only">{t('people.title')}</h2>
      {library ? (
        <PeoplePage
          key={library.id}
          libraryId={library.id}
          which={which}
          onWhich={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
          nobody={
            event.state === 'expired' ? (
              gone
            ) : (
              <NobodyYet
                action={
                  event.hosting?.photo_count ? undefined : (
                    <ButtonLink to="/events/$eventId/upload" params={{ eventId }} look="primary" icon={UploadCloud}>
                      {t('workspace.photos.empty.action')}
                    </ButtonLink>
                  )
                }
              />
            )
          }
        />
      ) : (
        gone
      )}
    </SortingFrame>
  )
}
