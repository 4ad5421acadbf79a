import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReviewOut } from '@/api/generated'
import { TextLink } from '@/components/Page'
import { thumbhashPicture } from '@/features/wall/thumbhash'
import { previewFor, ratioOf } from '@/features/photos/thumbnails'
import { formatDateTime } from '@/i18n/format'

/** The whole photo with the face framed: who stands beside somebody often says who they are. */
export function PhotoWithFace({ eventId, match, name }: { eventId: string; match: ReviewOut; name: string }) {
  const { t } = useTranslation()
  const [loaded, setLoaded] = useState(false)
  const { photo, face } = match
  const ratio = ratioOf(photo)
  return (
    <figure className="flex flex-col items-center gap-2 lg:sticky lg:top-24 lg:self-start">
      <div
        className="relative w-full overflow-hidden rounded-card bg-sunken"
        style={{
          aspectRatio: ratio,
          maxWidth: `calc(70dvh * ${ratio})`,
          backgroundImage: loaded ? undefined : `url(${thumbhashPicture(photo.thumbhash)})`,
          backgroundSize: '100% 100%',
        }}
      >
        <img
          src={previewFor(photo, 800)}
          alt={t('workspace.review.photoAlt', { name })}
          onLoad={() => setLoaded(true)}
          className="size-full object-cover"
        />
        {face && (
          <span
            aria-hidden
            className="absolute rounded-md border-3 border-accent outline outline-2 outline-white"
            style={{
              left: `${face.left * 100}%`,
              top: `${face.top * 100}%`,
              width: `${face.width * 100}%`,
              height: `${face.height * 100}%`,
            }}
          />
        )}
      </div>
      <figcaption className="flex flex-wrap gap-x-3 text-sm text-muted">
        {photo.taken_at && <span>{formatDateTime(photo.taken_at)}</span>}
        <TextLink to="/events/$eventId/photos/$photoId" params={{ eventId, photoId: photo.id }}>
          {t('workspace.review.openPhoto')}
        </TextLink>
      </figcaption>
    </figure>
  )
}
