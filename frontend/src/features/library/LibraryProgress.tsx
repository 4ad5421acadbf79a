import { CircleCheck } from 'lucide-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { getLibraryOptions } from '@/api/generated/@tanstack/react-query.gen'
import { Progress } from '@/components/Feedback'
import { Card, TextLink } from '@/components/Page'
import { useFreshPeople } from '@/features/people/useFreshPeople'
import { refreshPhotos } from '@/features/photos/photos'
import { formatNumber } from '@/i18n/format'

const POLL_MS = 4_000

/** What the server does with the photos of one's library just now. */
export function LibraryProgress({ libraryId, busy }: { libraryId: string; busy: boolean }) {
  const { t } = useTranslation()
  const counts = useFreshPeople(libraryId)
  const library = useQuery({
    ...getLibraryOptions({ path: { library_id: libraryId } }),
    refetchInterval: ({ state }) => (busy || !!state.data?.waiting_count ? POLL_MS / 2 : POLL_MS * 2),
  })
  const queries = useQueryClient()
  const arrived = library.data?.photo_count
  const { refetch } = library
  // A few small photos are there before the numbers are asked for again.
  useEffect(() => void refetch(), [refetch, busy])
  // That there are more, and that all are looked at, the list of photos does not know by itself.
  const total = arrived ?? 0
  const rest = library.data?.waiting_count ?? 0
  const done = Math.max(0, total - rest)
  const resting = rest === 0
  useEffect(() => void refreshPhotos(queries, libraryId), [queries, libraryId, arrived, busy, resting])
  const numbers = [
    { name: t('people.library.photoCount'), value: total },
    { name: t('workspace.ingest.faces'), value: library.data?.face_count ?? 0 },
    { name: t('people.title'), value: counts ? counts.named + counts.unnamed : 0 },
  ]
  return (
    <Card aria-labelledby="ingest" className="flex flex-col gap-4">
      <h3 id="ingest" className="display text-lg">
        {t('people.library.progress')}
      </h3>
      {rest > 0 && <Progress value={done / Math.max(total, 1)} label={t('workspace.ingest.progress', { done, count: total })} />}
      {!busy && resting && total > 0 && (
        <p className="flex items-center gap-2 font-semibold text-good">
          <CircleCheck aria-hidden className="size-5" />
          {t('workspace.ingest.done')}
        </p>
      )}
      <dl className="flex flex-col gap-2 text-sm">
        {numbers.map((one) => (
          <div key={one.name} className="flex justify-between gap-3 border-b border-line pb-1">
            <dt className="text-muted">{one.name}</dt>
            <dd className="font-semibold tabular-nums">{formatNumber(one.value)}</dd>
          </div>
        ))}
      </dl>
      <TextLink to="/library/people" className="self-start text-sm">
        {t('people.library.toPeople')}
      </TextLink>
    </Card>
  )
}
