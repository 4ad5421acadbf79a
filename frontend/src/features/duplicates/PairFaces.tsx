import { useTranslation } from 'react-i18next'
import type { CroppedOut, DuplicateOut, PersonOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { TextLink } from '@/components/Page'
import { FaceCover } from '@/features/people/FaceCover'

const SHOWN = 6
const SHOWN_ON_PHONES = 4

/** Both people side by side, the faces that resemble each other most first. */
export function PairFaces({ pair }: { pair: DuplicateOut }) {
  return (
    <div className="grid grid-cols-2 gap-3 sm:gap-6">
      <Side person={pair.one} faces={pair.faces_of_one} />
      <Side person={pair.other} faces={pair.faces_of_other} />
    </div>
  )
}

function Side({ person, faces }: { person: PersonOut; faces: readonly CroppedOut[] }) {
  const { t } = useTranslation()
  const name = person.name || t('people.nameless')
  const shown = faces.length ? faces.slice(0, SHOWN) : person.cover ? [person.cover] : []
  const alone = shown.length === 1
  return (
    <figure className="flex min-w-0 flex-col gap-3 rounded-card border border-line bg-surface p-3 shadow-card sm:p-4">
      <div className={alone ? 'mx-auto w-full max-w-64' : classes('grid grid-cols-2 gap-1.5 sm:gap-2', shown.length > 4 && 'sm:grid-cols-3')}>
        {shown.map((face, at) => (
          <FaceCover
            key={face.id}
            face={face}
            pixels={alone ? 260 : 180}
            alt={t('duplicates.face', { name, at: at + 1 })}
            className={classes('w-full rounded-control', at >= SHOWN_ON_PHONES && 'max-sm:hidden')}
          />
        ))}
      </div>
      <figcaption className="flex min-w-0 flex-col gap-0.5">
        <TextLink to="/people/$personId" params={{ personId: person.id }} target="_blank" className="min-h-6 break-words">
          {name}
        </TextLink>
        <span className="text-sm text-muted">
          {t('people.photos', { count: person.photo_count })}
          <span className="max-sm:hidden"> · {t('duplicates.faces', { count: person.face_count })}</span>
        </span>
      </figcaption>
    </figure>
  )
}
