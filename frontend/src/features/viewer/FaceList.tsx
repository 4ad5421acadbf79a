import { useTranslation } from 'react-i18next'
import type { FaceOut, PhotoOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { Skeleton } from '@/components/Feedback'
import { FaceCrop } from '@/features/review/FaceCrop'
import { formatNumber } from '@/i18n/format'

const GOOD = 0.66
const FAIR = 0.33

/** How useful a face is for recognition, in a word. */
export function qualityWord(quality: number): 'good' | 'fair' | 'poor' {
  return quality >= GOOD ? 'good' : quality >= FAIR ? 'fair' : 'poor'
}

interface ListProps {
  photo: PhotoOut
  faces: readonly FaceOut[] | undefined
  marked: number | null
  onMark: (face: number | null) => void
}

/** The faces found in a photo; pointing at one marks it in the photo. */
export function FaceList({ photo, faces, marked, onMark }: ListProps) {
  const { t } = useTranslation()
  const state = photo.hosting?.state
  if (state !== 'ready') return null
  return (
    <section aria-labelledby="faces" className="flex flex-col gap-3">
      <h3 id="faces" className="font-semibold">
        {t('workspace.photos.faces', { count: faces?.length ?? photo.hosting?.face_count ?? 0 })}
      </h3>
      {!faces && <Skeleton className="h-14" />}
      {faces?.length === 0 && <p className="text-sm text-muted">{t('workspace.viewer.noFaces')}</p>}
      <ol className="flex flex-col gap-1">
        {faces?.map((face, at) => (
          <li
            key={face.id}
            onPointerEnter={() => onMark(face.id)}
            onPointerLeave={() => onMark(null)}
            className={classes('flex items-center gap-3 rounded-control p-1.5', marked === face.id && 'bg-accent-soft')}
          >
            <FaceCrop photo={photo} box={face.box} pixels={48} alt="" className="size-12 shrink-0 rounded-control" />
            <div className="min-w-0 text-sm">
              <p className="font-semibold">{t('workspace.viewer.face', { number: at + 1 })}</p>
              <p className="text-muted">
                {t(`workspace.viewer.quality.${qualityWord(face.quality)}`, {
                  percent: formatNumber(face.quality, { style: 'percent', maximumFractionDigits: 0 }),
                })}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}
