import { Check, RotateCcw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { classes } from '@/components/classes'
import { Notice, ProblemNotice, Progress } from '@/components/Feedback'
import { useStillCoaching } from './useCoaching'

interface SelfiePreviewProps {
  picture: Blob
  mirrored: boolean
  /** Part that is sent, 0 to 1; undefined while nothing is sent. */
  sent?: number
  error?: unknown
  onUse: () => void
  onRetake: () => void
}

/** The picture before it is sent: what it looks like, what could be better, and that nothing was sent so far. */
export function SelfiePreview({ picture, mirrored, sent, error, onUse, onRetake }: SelfiePreviewProps) {
  const { t } = useTranslation()
  const address = useObjectUrl(picture)
  const [broken, setBroken] = useState<string>()
  const coaching = useStillCoaching(picture)
  const doubtful = coaching !== null && coaching !== 'good' && coaching !== 'unseen'
  return (
    <div className="flex flex-col gap-5">
      <div className="mx-auto grid min-h-40 w-full max-w-md place-items-center overflow-hidden rounded-sheet bg-sunken">
        {address && address !== broken ? (
          <img
            src={address}
            alt={t('guest.selfie.yourPicture')}
            onError={() => setBroken(address)}
            className={classes('max-h-[44dvh] w-full object-contain', mirrored && '-scale-x-100')}
          />
        ) : (
          <p className="p-8 text-center text-muted">{t('guest.selfie.cannotShow')}</p>
        )}
      </div>
      <div role="status" aria-live="polite">
        {coaching === 'good' && (
          <Notice tone="good" title={t('guest.selfie.looksGood')}>
            {t('guest.selfie.serverDecides')}
          </Notice>
        )}
        {doubtful && (
          <Notice tone="warn" title={t(`guest.coach.${coaching}`)}>
            {t('guest.selfie.mayStill')}
          </Notice>
        )}
      </div>
      {error !== undefined && error !== null && <ProblemNotice error={error} />}
      {sent === undefined ? (
        <div className="flex flex-col gap-3 sm:flex-row-reverse sm:justify-center">
          <Button look="primary" size="large" icon={Check} onClick={onUse}>
            {t('guest.selfie.use')}
          </Button>
          <Button size="large" icon={RotateCcw} onClick={onRetake}>
            {t('guest.selfie.retake')}
          </Button>
        </div>
      ) : (
        <Progress label={t('guest.selfie.sending')} value={sent} />
      )}
    </div>
  )
}

function useObjectUrl(picture: Blob): string | undefined {
  const [made, setMade] = useState<{ picture: Blob; address: string }>()
  useEffect(() => {
    const address = URL.createObjectURL(picture)
    // eslint-disable-next-line react-hooks/set-state-in-effect -- an address that must be given back when the picture goes
    setMade({ picture, address })
    return () => URL.revokeObjectURL(address)
  }, [picture])
  return made?.picture === picture ? made.address : undefined
}
