import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getPhotoOptions } from '@/api/generated/@tanstack/react-query.gen'
import { ConfirmDialog } from '@/components/Dialog'
import { Skeleton } from '@/components/Feedback'
import { previewFor, ratioOf } from '@/features/photos/thumbnails'
import { type Doubled, useTwiceQuestion } from './twice'

/** Asks whether somebody may be twice in a photo, which it shows with both faces. */
export function TwiceDialog() {
  const { t } = useTranslation()
  const question = useTwiceQuestion()
  return (
    <ConfirmDialog
      open={!!question}
      onClose={() => question?.answer(false)}
      onConfirm={() => question?.answer(true)}
      look="primary"
      title={t('people.twice.title')}
      confirm={t('people.twice.do')}
    >
      {question && (
        <div className="flex flex-col gap-4">
          <p>{t('people.twice.text', { name: question.name || t('people.nameless') })}</p>
          <BothFaces key={question.photo} {...question} />
        </div>
      )}
    </ConfirmDialog>
  )
}

const PIXELS = 480

function BothFaces({ photo: id, faces }: Doubled) {
  const { t } = useTranslation()
  const { data: photo, isError } = useQuery(getPhotoOptions({ path: { photo_id: id } }))
  if (isError) return null
  if (!photo) return <Skeleton className="aspect-3/2 w-full" />
  return (
    <div className="relative mx-auto w-full max-w-md overflow-hidden rounded-control bg-sunken" style={{ aspectRatio: ratioOf(photo) }}>
      <img src={previewFor(photo, PIXELS)} alt={t('people.twice.photo')} className="size-full" />
      {photo.faces
        ?.filter((face) => faces.includes(face.id))
        .map(({ id: face, box }) => (
          <span
            key={face}
            aria-hidden
            className="absolute rounded-md border-3 border-accent shadow-[0_0_0_1px_var(--color-paper)]"
            style={{ left: `${box.left * 100}%`, top: `${box.top * 100}%`, width: `${box.width * 100}%`, height: `${box.height * 100}%` }}
          />
        ))}
    </div>
  )
}
