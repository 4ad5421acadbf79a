import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { getSearchOptions, listSearchesQueryKey, listSelfiesQueryKey } from '@/api/generated/@tanstack/react-query.gen'
import { ButtonLink } from '@/components/Button'
import { ProblemNotice } from '@/components/Feedback'
import { Page } from '@/components/Page'
import { toast } from '@/components/toasts'
import { registrationChanged } from '@/features/guest/registration'
import { loadAnew } from '@/features/myphotos/matches'
import { RefusedPage } from '@/features/selfie/RefusedPage'
import { SearchSteps } from './SearchSteps'
import { useSearchProgress } from './useSearchProgress'

interface SearchingProps {
  registrationId: string
  searchId: string
}

/** A search while it goes on; then the photos, or why there are none. */
export function Searching({ registrationId, searchId }: SearchingProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { progress, error } = useSearchProgress(searchId)
  const ended = progress?.done ?? false
  const search = useQuery({ ...getSearchOptions({ path: { search_id: searchId } }), enabled: ended, staleTime: 0 })
  const found = search.data

  const arrive = useEffectEvent(async (released: number) => {
    const path = { registration_id: registrationId }
    await Promise.all([
      registrationChanged(queries, registrationId),
      loadAnew(queries, registrationId),
      queries.invalidateQueries({ queryKey: listSearchesQueryKey({ path }) }),
      queries.invalidateQueries({ queryKey: listSelfiesQueryKey({ path }) }),
    ])
    toast(released ? t('guest.searching.found', { count: released }) : t('guest.searching.foundNone'), { tone: released ? 'good' : 'plain' })
    await navigate({ to: '/my/$registrationId', params: { registrationId }, replace: true })
  })
  const state = ended ? found?.state : undefined
  const released = found?.released ?? 0
  useEffect(() => {
    if (state === 'done') void arrive(released)
  }, [state, released])

  if (state === 'failed' && found) return <RefusedPage registrationId={registrationId} code={found.code} error={found.error} advice={found.advice} />
  const failed = error ?? search.error
  return (
    <Page name={t('guest.searching.title')} width="narrow">
      <div className="mx-auto flex w-full max-w-sm flex-col gap-8 py-8 text-center">
        <h1 className="display text-2xl">{t('guest.searching.title')}</h1>
        {failed ? (
          <>
            <ProblemNotice error={failed} onRetry={() => void queries.invalidateQueries()} />
            <ButtonLink to="/my/$registrationId" params={{ registrationId }}>
              {t('guest.backToEvent')}
            </ButtonLink>
          </>
        ) : (
          <>
            <div role="status" aria-live="polite">
              <SearchSteps progress={progress} />
            </div>
            <p className="text-sm text-muted">{t('guest.searching.stays')}</p>
          </>
        )}
      </div>
    </Page>
  )
}
