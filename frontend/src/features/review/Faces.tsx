import { UserRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReviewOut } from '@/api/generated'
import { FaceCrop } from './FaceCrop'

/** The guest's selfie and the face in the photo, equally large. */
export function Faces({ match, name }: { match: ReviewOut; name: string }) {
  const { t } = useTranslation()
  return (
    <div className="grid grid-cols-2 gap-3">
      <figure className="flex flex-col gap-1.5">
        <Selfie src={match.selfie_crop} alt={t('workspace.review.selfieOf', { name })} />
        <figcaption className="text-center text-sm text-muted">{t('workspace.review.selfie')}</figcaption>
      </figure>
      <figure className="flex flex-col gap-1.5">
        {match.face ? (
          <FaceCrop photo={match.photo} box={match.face} pixels={320} alt={t('workspace.review.faceAlt')} className="w-full rounded-card" />
        ) : (
          <NoPicture text={t('workspace.review.noFace')} />
        )}
        <figcaption className="text-center text-sm text-muted">{t('workspace.review.face')}</figcaption>
      </figure>
    </div>
  )
}

/** Guests take selfies back when they like: then there is none to compare with. */
export function Selfie({ src, alt }: { src: string | null; alt: string }) {
  const { t } = useTranslation()
  const [broken, setBroken] = useState(false)
  if (!src || broken) return <NoPicture text={t('workspace.review.noSelfie')} />
  return <img src={src} alt={alt} onError={() => setBroken(true)} className="aspect-square w-full rounded-card bg-sunken object-cover" />
}

function NoPicture({ text }: { text: string }) {
  return (
    <span className="flex aspect-square w-full flex-col items-center justify-center gap-2 rounded-card bg-sunken p-3 text-center text-sm text-muted">
      <UserRound aria-hidden className="size-8" />
      {text}
    </span>
  )
}
