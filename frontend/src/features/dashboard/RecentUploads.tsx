import { Link } from '@tanstack/react-router'
import { CircleAlert, LoaderCircle } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Recent } from '@/api/generated'
import { thumbhashPicture } from '@/features/wall/thumbhash'
import { formatFromNow } from '@/i18n/format'

function Tile({ photo }: { photo: Recent }) {
  const { t } = useTranslation()
  const background = thumbhashPicture(photo.thumbhash)
  const name = t('dashboard.recent.photo', { name: photo.filename, event: photo.event, when: formatFromNow(photo.received_at) })
  const picture = (
    <span
      className="relative block aspect-square overflow-hidden rounded-control bg-sunken bg-cover bg-center"
      style={{ backgroundImage: background && `url(${background})` }}
    >
      {photo.preview && <img src={photo.preview} alt="" loading="lazy" className="size-full object-cover" />}
      {photo.state !== 'ready' && (
        <span className="absolute inset-0 grid place-items-center text-muted">
          {photo.state === 'failed' ? (
            <CircleAlert aria-hidden className="size-7 text-bad" />
          ) : (
            <LoaderCircle aria-hidden className="size-6 animate-turn" />
          )}
          <span className="sr-only">{t(`dashboard.recent.state.${photo.state}`)}</span>
        </span>
      )}
    </span>
  )
  if (!photo.event_id) return picture
  return (
    <Link to="/events/$eventId" params={{ eventId: photo.event_id }} aria-label={name} title={name} className="block rounded-control">
      {picture}
    </Link>
  )
}

/** The photos that arrived last, the newest first. */
export function RecentUploads({ photos }: { photos: Recent[] }) {
  const { t } = useTranslation()
  if (photos.length === 0) return null
  return (
    <section aria-labelledby="recent" className="flex flex-col gap-3">
      <h2 id="recent" className="display text-xl">
        {t('dashboard.recent.title')}
      </h2>
      <ul className="grid grid-cols-4 gap-2 sm:grid-cols-6 lg:grid-cols-12">
        {photos.map((photo) => (
          <li key={photo.id}>
            <Tile photo={photo} />
          </li>
        ))}
      </ul>
    </section>
  )
}
