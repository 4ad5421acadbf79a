import { Check, ImageUp, Lightbulb, SwitchCamera } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/Button'
import { classes } from '@/components/classes'
import { NoCamera } from './NoCamera'
import { takePicture } from './picture'
import { useCamera } from './useCamera'
import { type Coaching, useLiveCoaching } from './useCoaching'

interface SelfieCameraProps {
  /** A picture, and whether it was shown mirrored. */
  onPicture: (picture: Blob, mirrored: boolean) => void
  /** Opens the choice of a file. */
  onFile: () => void
  /** Opens the device's own camera. */
  onDeviceCamera: () => void
}

/** The front camera as a mirror, an oval to fill, and one hint at a time. */
export function SelfieCamera({ onPicture, onFile, onDeviceCamera }: SelfieCameraProps) {
  const { t } = useTranslation()
  const video = useRef<HTMLVideoElement>(null)
  const camera = useCamera()
  const live = camera.state === 'live'
  const coaching = useLiveCoaching(video, live)
  const [flash, setFlash] = useState(false)
  const mirrored = camera.facing === 'user'

  useEffect(() => {
    if (video.current) video.current.srcObject = camera.stream
  }, [camera.stream])

  async function take() {
    if (!video.current) return
    setFlash(true)
    const picture = await takePicture(video.current)
    setFlash(false)
    if (picture) onPicture(picture, mirrored)
  }

  if (camera.state !== 'live' && camera.state !== 'asking')
    return <NoCamera reason={camera.state} onAgain={camera.again} onFile={onFile} onDeviceCamera={onDeviceCamera} />

  return (
    <div className="flex flex-col gap-4">
      <div className="relative mx-auto aspect-[3/4] w-full max-w-md overflow-hidden rounded-sheet bg-black max-h-[62dvh] max-sm:w-auto">
        <video
          ref={video}
          autoPlay
          muted
          playsInline
          aria-label={t('guest.selfie.preview')}
          className={classes('size-full object-cover', mirrored && '-scale-x-100')}
        />
        <Oval good={coaching === 'good'} />
        {flash && <div aria-hidden className="absolute inset-0 animate-appear bg-white/70" />}
        <Hint>{live ? coaching && <Said coaching={coaching} /> : t('guest.selfie.opening')}</Hint>
      </div>
      <div className="grid grid-cols-3 items-center justify-items-center">
        <IconButton icon={ImageUp} look="quiet" label={t('guest.selfie.fromFile')} onClick={onFile} className="size-12 rounded-full!" />
        <button
          type="button"
          disabled={!live}
          onClick={() => void take()}
          aria-label={t('guest.selfie.take')}
          title={t('guest.selfie.take')}
          className="grid size-20 place-items-center rounded-full border-4 border-ink disabled:opacity-40"
        >
          <span className="size-15 rounded-full bg-accent transition-transform duration-150 active:scale-90" />
        </button>
        {camera.several ? (
          <IconButton icon={SwitchCamera} look="quiet" label={t('guest.selfie.turn')} onClick={camera.turn} className="size-12 rounded-full!" />
        ) : (
          <span />
        )}
      </div>
    </div>
  )
}

function Said({ coaching }: { coaching: NonNullable<Coaching> }) {
  const { t } = useTranslation()
  const Icon = coaching === 'good' ? Check : Lightbulb
  return (
    <>
      <Icon aria-hidden className={classes('size-5 shrink-0', coaching === 'good' ? 'text-good' : 'text-warn')} />
      {t(`guest.coach.${coaching}`)}
    </>
  )
}

function Hint({ children }: { children: ReactNode }) {
  return (
    <div role="status" aria-live="polite" className="absolute inset-x-3 bottom-3 flex justify-center">
      {children && (
        <p className="flex animate-appear items-center gap-2 rounded-full bg-raised px-4 py-2 text-center font-semibold shadow-float">{children}</p>
      )}
    </div>
  )
}

/** Where the face belongs; whole when it is there, dashed until then. */
function Oval({ good }: { good: boolean }) {
  return (
    <svg aria-hidden viewBox="0 0 300 400" className="absolute inset-0 size-full">
      <defs>
        <mask id="around">
          <rect width="300" height="400" fill="white" />
          <ellipse cx="150" cy="190" rx="98" ry="132" fill="black" />
        </mask>
      </defs>
      <rect width="300" height="400" fill="black" opacity="0.35" mask="url(#around)" />
      <ellipse
        cx="150"
        cy="190"
        rx="98"
        ry="132"
        fill="none"
        stroke="white"
        strokeWidth={good ? 5 : 3}
        strokeDasharray={good ? undefined : '10 9'}
        strokeLinecap="round"
      />
    </svg>
  )
}
