import { CameraOff, ImageUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { EmptyState } from '@/components/Feedback'
import type { CameraState } from './useCamera'

interface NoCameraProps {
  reason: Exclude<CameraState, 'live' | 'asking'>
  onAgain: () => void
  onFile: () => void
  onDeviceCamera: () => void
}

/** The camera cannot be used: why, and the other ways to a selfie. */
export function NoCamera({ reason, onAgain, onFile, onDeviceCamera }: NoCameraProps) {
  const { t } = useTranslation()
  return (
    <EmptyState
      icon={CameraOff}
      title={t(`guest.noCamera.${reason}.title`)}
      action={
        <div className="flex flex-col gap-3">
          {reason === 'unsupported' ? (
            <Button look="primary" onClick={onDeviceCamera}>
              {t('guest.noCamera.device')}
            </Button>
          ) : (
            <Button look="primary" onClick={onAgain}>
              {t('shell.tryAgain')}
            </Button>
          )}
          <Button icon={ImageUp} onClick={onFile}>
            {t('guest.selfie.fromFile')}
          </Button>
        </div>
      }
    >
      {t(`guest.noCamera.${reason}.text`)}
    </EmptyState>
  )
}
