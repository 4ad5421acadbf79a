import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getSearchOptions, listSearchesOptions } from '@/api/generated/@tanstack/react-query.gen'
import { Notice } from '@/components/Feedback'

const LOOK_AGAIN_MS = 30_000

/** Says how many photos the host looks at first, as far as the last search found them. */
export function WaitingNotice({ registrationId, released }: { registrationId: string; released: number }) {
  const { t } = useTranslation()
  const runs = useQuery(listSearchesOptions({ path: { registration_id: registrationId } }))
  const last = runs.data?.items.find((run) => run.state === 'done')
  const search = useQuery({
    ...getSearchOptions({ path: { search_id: last?.id ?? '' } }),
    enabled: !!last,
    refetchInterval: ({ state }) => (state.data?.waiting ? LOOK_AGAIN_MS : false),
  })
  const waiting = search.data?.waiting ?? 0
  if (!waiting) return null
  return (
    <Notice tone="accent" title={t('guest.waiting.title', { count: waiting })}>
      {released ? t('guest.waiting.text') : t('guest.waiting.onlyText')}
    </Notice>
  )
}
