import type { FaceOut } from '@/api/generated'
import { classes } from '@/components/classes'

interface BoxesProps {
  faces: readonly FaceOut[]
  marked: number | null
  onMark: (face: number | null) => void
}

/** Frames around faces, numbered as in the list beside the photo, where screen readers find them. */
export function FaceBoxes({ faces, marked, onMark }: BoxesProps) {
  return (
    <div aria-hidden className="absolute inset-0 overflow-hidden">
      {faces.map((face, at) => (
        <span
          key={face.id}
          data-face={face.id}
          onPointerEnter={() => onMark(face.id)}
          onPointerLeave={() => onMark(null)}
          className={classes(
            'absolute rounded-md border-2 outline outline-1 outline-veil',
            marked === face.id ? 'border-accent' : 'border-white',
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
              'absolute bottom-full -left-0.5 mb-0.5 rounded-sm px-1.5 text-xs font-bold shadow-card',
              marked === face.id ? 'bg-accent text-on-accent' : 'bg-white text-black',
            )}
          >
            {at + 1}
          </span>
        </span>
      ))}
    </div>
  )
}
