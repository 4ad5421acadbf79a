import { useTranslation } from 'react-i18next'
import type { FaceOut } from '@/api/generated'
import { classes } from '@/components/classes'

interface BoxesProps {
  faces: readonly FaceOut[]
  marked: number | null
  onMark: (face: number | null) => void
  onChoose: (face: number) => void
}

/** Frames around faces with who they are, as in the list beside the photo, where screen readers and keys find them. */
export function FaceBoxes({ faces, marked, onMark, onChoose }: BoxesProps) {
  const { t } = useTranslation()
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 overflow-hidden">
      {faces.map((face, at) => (
        <button
          key={face.id}
          type="button"
          tabIndex={-1}
          data-face={face.id}
          title={t('sorting.face.correct')}
          onPointerEnter={() => onMark(face.id)}
          onPointerLeave={() => onMark(null)}
          // A press here is no grip on the photo below.
          onPointerDown={(event) => event.pointerType === 'mouse' && event.stopPropagation()}
          onDoubleClick={(event) => event.stopPropagation()}
          onClick={() => onChoose(face.id)}
          className={classes(
            'pointer-events-auto absolute cursor-pointer rounded-md border-2 outline outline-1 outline-veil',
            marked === face.id ? 'z-10 border-accent' : 'border-white',
          )}
          style={{
            left: `${face.box.left * 100}%`,
            top: `${face.box.top * 100}%`,
            width: `${face.box.width * 100}%`,
            height: `${face.box.height * 100}%`,
          }}
        >
          <span
            className={classes(
              'absolute bottom-full -left-0.5 mb-0.5 max-w-48 truncate rounded-sm px-1.5 text-xs font-bold shadow-card',
              marked === face.id ? 'bg-accent text-on-accent' : 'bg-white text-black',
            )}
          >
            {face.person?.name || at + 1}
          </span>
        </button>
      ))}
    </div>
  )
}
