import { Link } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import { type DragEvent, memo, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { FaceCover } from './FaceCover'
import { NameField } from './NameField'

const MIME = 'application/x-albumen-person'
/** A finger that stays chooses; it would drag otherwise. */
const POINTS = window.matchMedia('(hover: hover)').matches

interface TileProps {
  person: PersonOut
  chosen: boolean
  /** People are being chosen: a press chooses rather than opens. */
  choosing: boolean
  naming: boolean
  /** Somebody is dragged over this one. */
  target: boolean
  onChoose: (person: PersonOut, range: boolean) => void
  onNaming: (person: PersonOut | undefined) => void
  onName: (person: PersonOut, name: string) => void
  onSame: (person: PersonOut, other: PersonOut) => void
  onTarget: (person: PersonOut | undefined) => void
  onDrop: (dragged: string, on: PersonOut) => void
}

/** Somebody in the grid: face, name, number of photos. Dragged onto another one, both are the same. */
export const PersonTile = memo(function PersonTile({
  person, chosen, choosing, naming, target, onChoose, onNaming, onName, onSame, onTarget, onDrop,
}: TileProps) {
  const { t } = useTranslation()
  const name = person.name || t('people.nameless')
  const holdsPerson = (event: DragEvent) => event.dataTransfer.types.includes(MIME)
  const press = (event: MouseEvent) => {
    if (!choosing && !event.shiftKey) return
    event.preventDefault()
    onChoose(person, event.shiftKey)
  }
  return (
    <li
      data-person={person.id}
      draggable={POINTS && !naming}
      onDragStart={(event) => {
        event.dataTransfer.setData(MIME, person.id)
        event.dataTransfer.effectAllowed = 'move'
      }}
      onDragOver={(event) => {
        if (!holdsPerson(event)) return
        event.preventDefault()
        onTarget(person)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) onTarget(undefined)
      }}
      onDrop={(event) => {
        if (!holdsPerson(event)) return
        event.preventDefault()
        onTarget(undefined)
        onDrop(event.dataTransfer.getData(MIME), person)
      }}
      className={classes(
        'group relative flex flex-col gap-2 rounded-card p-2',
        // Of thousands, those off the screen cost nothing; the names offered would be cut off at the tile's edge.
        !naming && '[contain-intrinsic-size:auto_13rem] [content-visibility:auto]',
        target ? 'bg-accent-soft outline-2 outline-accent' : chosen && 'bg-accent-soft',
      )}
    >
      <Link
        to="/people/$personId"
        params={{ personId: person.id }}
        draggable={false}
        data-cell
        aria-label={t('people.tile', { name, count: person.photo_count })}
        onClick={press}
        className="block touch-manipulation rounded-full select-none [-webkit-touch-callout:none]"
      >
        <FaceCover
          face={person.cover}
          pixels={160}
          className={classes('w-full rounded-full transition-[scale] duration-150', chosen && 'scale-90', person.hidden && 'opacity-60')}
        />
      </Link>
      <label
        className={classes(
          'absolute top-1 left-1 grid size-11 cursor-pointer place-items-center rounded-full has-focus-visible:outline-3 has-focus-visible:outline-accent',
          !choosing && 'opacity-0 transition-opacity group-hover:opacity-100 focus-within:opacity-100 [@media(hover:none)]:sr-only',
        )}
      >
        <input
          type="checkbox"
          className="sr-only"
          aria-label={t('people.choose', { name })}
          checked={chosen}
          onChange={(event) => onChoose(person, (event.nativeEvent as unknown as { shiftKey?: boolean }).shiftKey ?? false)}
          onClick={(event) => {
            if (!event.shiftKey) return
            event.preventDefault()
            onChoose(person, true)
          }}
        />
        <span
          aria-hidden
          className={classes(
            'grid size-6 place-items-center rounded-full border-2 shadow-card',
            chosen ? 'border-accent bg-accent text-on-accent' : 'border-white bg-veil',
          )}
        >
          {chosen && <Check className="size-4" strokeWidth={3} />}
        </span>
      </label>
      {naming ? (
        <NameField
          libraryId={person.library}
          person={person}
          label={t('people.name.label')}
          quiet
          onName={(text) => (text ? onName(person, text) : onNaming(undefined))}
          onSame={(other) => onSame(person, other)}
          onCancel={() => onNaming(undefined)}
        />
      ) : (
        <div className="flex min-w-0 flex-col items-center text-center">
          {person.name ? (
            <span className="line-clamp-2 max-w-full font-semibold break-words">{person.name}</span>
          ) : (
            <button
              type="button"
              aria-label={t('people.name.addOf', { count: person.photo_count })}
              onClick={() => onNaming(person)}
              className="min-h-6 rounded-control px-2 font-semibold text-accent hover:underline"
            >
              {t('people.name.add')}
            </button>
          )}
          <span className="text-sm text-muted">{t('people.photos', { count: person.photo_count })}</span>
        </div>
      )}
    </li>
  )
})
