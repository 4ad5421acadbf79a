import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ImageOff, X } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { MonthOut, PersonOut, PhotoOut } from '@/api/generated'
import { getPersonOptions } from '@/api/generated/@tanstack/react-query.gen'
import { ButtonLink } from '@/components/Button'
import { EmptyState, ProblemNotice } from '@/components/Feedback'
import { TextLink } from '@/components/Page'
import { PhotoGrid } from '@/features/photos/PhotoGrid'
import { GridSkeleton } from '@/features/photos/GridSkeleton'
import { NOTHING } from '@/features/photos/selection'
import { formatDate } from '@/i18n/format'
import { PersonCompany } from './PersonCompany'
import { PersonTimeline } from './PersonTimeline'
import { usePersonPhotos } from './usePersonPhotos'
import type { WhichPhotos } from './whichPhotos'

interface PhotosProps {
  person: PersonOut
  which: WhichPhotos
  timeZone: string
  lookedAt: string | null
}

/** The photos that somebody is in, with whom and when; all of them, or those with somebody else or from a month on. */
export function PersonPhotos({ person, which, timeZone, lookedAt }: PhotosProps) {
  const { t } = useTranslation()
  const { list, months, month, total } = usePersonPhotos(person, which)
  return (
    <div className="flex flex-col gap-5">
      <h2 className="sr-only">{t('events.tabs.photos')}</h2>
      <PersonCompany person={person} beside={which.with} />
      <PersonTimeline personId={person.id} months={months} from={month} timeZone={timeZone} />
      {(which.with ?? month) && <Chosen person={person} which={which} month={month} total={total} timeZone={timeZone} />}
      <Grid key={`${which.with} ${month?.starts_at}`} person={person} list={list} total={total} timeZone={timeZone} lookedAt={lookedAt} />
    </div>
  )
}

/** Says which photos are shown where they are not all, and how to see all. */
function Chosen({ person, which, month, total, timeZone }: Omit<PhotosProps, 'lookedAt'> & { month: MonthOut | undefined; total: number }) {
  const { t } = useTranslation()
  const { data: other } = useQuery({ ...getPersonOptions({ path: { person_id: which.with ?? '' } }), enabled: which.with !== undefined })
  const name = other?.name || t('people.nameless')
  const from = month && formatDate(month.starts_at, timeZone, { month: 'long', year: 'numeric' })
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-control bg-sunken py-1.5 pr-1.5 pl-4">
      <p role="status" className="mr-auto">
        {which.with !== undefined && from && t('people.company.chosenFrom', { name, month: from, count: total })}
        {which.with !== undefined && !from && t('people.company.chosen', { name, count: total })}
        {which.with === undefined && from && t('people.timeline.chosen', { month: from, count: total })}
      </p>
      {which.with !== undefined && (
        <TextLink to="/people/$personId" params={{ personId: which.with }} search={{}}>
          {t('people.company.open', { name })}
        </TextLink>
      )}
      <ButtonLink to="/people/$personId" params={{ personId: person.id }} search={{}} resetScroll={false} size="small" icon={X}>
        {t('people.company.all')}
      </ButtonLink>
    </div>
  )
}

interface GridProps extends Omit<PhotosProps, 'which'> {
  list: ReturnType<typeof usePersonPhotos>['list']
  total: number
}

function Grid({ person, list, total, timeZone, lookedAt }: GridProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const photos = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const { fetchNextPage, hasNextPage, isFetching, isFetchNextPageError } = list
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage({ cancelRefetch: false })
  }, [fetchNextPage, hasNextPage, isFetching, isFetchNextPageError])
  const onOpen = useCallback(
    (photo: PhotoOut) =>
      void navigate({
        from: '/people/$personId',
        to: '/people/$personId/photos/$photoId',
        params: { personId: person.id, photoId: photo.id },
        search: (before) => before,
        resetScroll: false,
      }),
    [navigate, person.id],
  )
  if (list.isPending) return <GridSkeleton />
  if (list.isError && photos.length === 0) return <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
  if (photos.length === 0) return <EmptyState icon={ImageOff} title={t('people.noPhotos.title')}>{t('people.noPhotos.text')}</EmptyState>
  return (
    <PhotoGrid
      label={t('people.photosOf', { name: person.name || t('people.nameless') })}
      photos={photos}
      total={hasNextPage ? Math.max(total, photos.length) : photos.length}
      timeZone={timeZone}
      selection={NOTHING}
      onOpen={onOpen}
      onNearEnd={onNearEnd}
      lookedAt={lookedAt}
      returns={0}
    >
      {isFetchNextPageError && <ProblemNotice error={list.error} onRetry={() => void fetchNextPage()} />}
    </PhotoGrid>
  )
}
