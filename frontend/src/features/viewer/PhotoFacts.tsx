import { MapPinOff, Pencil, RefreshCw } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { inOurWords } from '@/api/problems'
import type { PhotoOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { Notice, Skeleton } from '@/components/Feedback'
import type { PhotoActions } from '@/features/photos/actions'
import { GeoNames } from '@/features/find/GeoNames'
import { placeWords } from '@/features/find/parts'
import { SearchLink } from '@/features/find/SearchLink'
import { PhotoLabels, type PhotoLabelsProps } from '@/features/labels/PhotoLabels'
import { formatBytes, formatDateTime, formatNumber } from '@/i18n/format'
import { Coordinates } from './Coordinates'
import { FaceList, type ListProps } from './FaceList'
import { takenWords } from './taken'

const PlaceMap = lazy(() => import('./PlaceMap'))

interface FactsProps {
  photo: PhotoOut
  /** What `FaceList` needs besides. */
  list: Omit<ListProps, 'photo'>
  /** Not given where it can have none yet. */
  labels?: PhotoLabelsProps
  /** Stands before the faces. */
  above?: ReactNode
  timeZone: string
  onEdit: () => void
  actions: PhotoActions
}

/** What is known about a photo. */
export function PhotoFacts({ photo, list, labels, above, timeZone, onEdit, actions }: FactsProps) {
  const { t } = useTranslation()
  const { hosting } = photo
  const failed = hosting?.failure && inOurWords(hosting.failure.code, hosting.failure.sentence, hosting.failure.advice)
  const place = hosting && hosting.latitude !== null && hosting.longitude !== null ? { latitude: hosting.latitude, longitude: hosting.longitude } : null
  const camera = hosting && [hosting.camera_make, hosting.camera_model].filter((part, at, all) => part && !(at === 0 && all[1]?.startsWith(part))).join(' ')
  return (
    <div className="flex flex-col gap-6">
      {hosting?.failure && (
        <Notice
          tone={hosting.state === 'failed' ? 'bad' : 'warn'}
          title={failed?.detail}
          action={
            hosting.state === 'failed' && (
              <Button size="small" icon={RefreshCw} onClick={() => void actions.retry([photo.id])}>
                {t('workspace.photos.retry')}
              </Button>
            )
          }
        >
          {failed?.advice}
        </Notice>
      )}
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="display text-xl break-words">{photo.title || photo.filename}</h2>
          {photo.description && <p className="mt-1 whitespace-pre-line text-muted">{photo.description}</p>}
        </div>
        <Button size="small" icon={Pencil} onClick={onEdit}>
          {t('shell.edit')}
        </Button>
      </div>
      {above}
      <FaceList photo={photo} {...list} />
      {labels && <PhotoLabels key={photo.id} {...labels} />}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2.5 text-sm">
        <Fact name={t('workspace.facts.taken')}>{photo.taken_at ? takenWords(photo.taken_at, photo.taken_offset, timeZone) : t('workspace.facts.notKnown')}</Fact>
        <Fact name={t('workspace.facts.photographer')}>{photo.photographer}</Fact>
        <Fact name={t('workspace.facts.location')}>{photo.location}</Fact>
        <Fact name={t('workspace.facts.camera')}>{camera}</Fact>
        <Fact name={t('workspace.facts.lens')}>{hosting?.lens}</Fact>
        <Fact name={t('workspace.facts.size')}>
          {photo.width &&
            photo.height &&
            t('workspace.facts.pixels', {
              width: photo.width,
              height: photo.height,
              megapixels: formatNumber((photo.width * photo.height) / 1e6, { maximumFractionDigits: 1 }),
            })}
        </Fact>
        <Fact name={t('workspace.facts.file')}>{hosting && `${photo.filename}, ${formatBytes(hosting.bytes)}, ${hosting.media_type}`}</Fact>
        <Fact name={t('workspace.facts.received')}>{hosting && formatDateTime(hosting.received_at)}</Fact>
        <Fact name={t('workspace.facts.state')}>{hosting && t(`workspace.photos.state.${hosting.state}`)}</Fact>
      </dl>
      {place && (
        <section aria-label={t('workspace.facts.place')} className="flex flex-col gap-3">
          <h3 className="font-semibold">{t('workspace.facts.place')}</h3>
          {hosting?.country && (
            <div className="flex flex-col gap-1">
              <SearchLink home={{ eventId: photo.event ?? undefined }} looking={[{ kind: 'place', place: named(hosting) }]} className="self-start font-semibold text-accent underline underline-offset-4">
                {[hosting.city, hosting.city && hosting.region !== hosting.city ? hosting.region : '', placeWords({ country: hosting.country })].filter(Boolean).join(', ')}
              </SearchLink>
              <GeoNames />
            </div>
          )}
          <Suspense fallback={<Skeleton className="aspect-[2/1]" />}>
            <PlaceMap {...place} />
          </Suspense>
          <Coordinates {...place} altitude={hosting?.altitude ?? null} />
          <Button size="small" look="plain" icon={MapPinOff} className="self-start" onClick={() => void actions.edit([photo.id], { latitude: null, longitude: null })}>
            {t('workspace.facts.removePlace')}
          </Button>
        </section>
      )}
    </div>
  )
}

/** The smallest place around a photo that has a name. */
function named({ country, region, city }: { country: string; region: string; city: string }) {
  return { country, ...(region && { region }), ...(city && { city }) }
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (!children) return null
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}
