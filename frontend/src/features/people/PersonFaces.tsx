import { useInfiniteQuery } from '@tanstack/react-query'
import { Ban, Check, CheckCheck, Split, UserX, X } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonFaceOut, PersonOut } from '@/api/generated'
import { Button, IconButton } from '@/components/Button'
import { classes } from '@/components/classes'
import { EmptyState, Skeleton } from '@/components/Feedback'
import { Listing } from '@/components/Listing'
import { useKeptFocus } from '@/components/useKeptFocus'
import { among, everything, extended, NOTHING, type Selection, toggled } from '@/features/photos/selection'
import { usePeopleActions } from './actions'
import { FaceCover } from './FaceCover'
import { personFacesOptions } from './people'
import { SplitDialog } from './SplitDialog'

/** Most faces that the server hears of at once. */
const AT_ONCE = 1000
const GRID = 'grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-2'

/** All faces that are taken for somebody: those that are not are chosen, and said to be somebody else or nobody. */
export function PersonFaces({ person }: { person: PersonOut }) {
  const { t } = useTranslation()
  const list = useInfiniteQuery(personFacesOptions(person.id))
  const actions = usePeopleActions()
  const [chosen, setChosen] = useState<Selection>(NOTHING)
  const [splitting, setSplitting] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const faces = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const order = useMemo(() => faces.map((face) => String(face.id)), [faces])
  const selection = among(chosen, order)
  const count = selection.ids.size
  const ids = [...selection.ids].slice(0, AT_ONCE).map(Number)

  // The bar, or the face, that had the focus is gone.
  useKeptFocus(frame)
  const leave = (act: () => unknown) => {
    setChosen(NOTHING)
    setSplitting(false)
    act()
  }
  const onChoose = (face: PersonFaceOut, range: boolean) => {
    const id = String(face.id)
    setChosen(range ? extended(selection, order, id) : toggled(selection, id))
  }
  return (
    <div ref={frame} tabIndex={-1} role="group" aria-label={t('people.faces.title')} className="flex flex-col gap-4 outline-none">
      <h2 className="sr-only">{t('people.faces.title')}</h2>
      {count > 0 ? (
        <div
          role="toolbar"
          aria-label={t('people.selection')}
          className="sticky top-16 z-20 -mx-4 flex min-h-14 flex-wrap items-center gap-2 border-b border-line bg-paper/95 px-4 py-2 backdrop-blur sm:-mx-6 sm:px-6"
        >
          <IconButton icon={X} size="small" label={t('people.faces.chooseNone')} onClick={() => setChosen(NOTHING)} />
          <p role="status" className="mr-auto font-semibold tabular-nums">
            {t('people.faces.chosen', { count })}
          </p>
          {count < faces.length && <IconButton icon={CheckCheck} size="small" label={t('people.faces.chooseAll')} onClick={() => setChosen(everything(order))} />}
          <Button size="small" icon={Ban} onClick={() => leave(() => actions.areNone(person.library, ids))}>
            {t('people.faces.none')}
          </Button>
          <Button size="small" icon={UserX} onClick={() => leave(() => actions.areNot(person, ids))}>
            {t('people.faces.not')}
          </Button>
          <Button size="small" look="primary" icon={Split} onClick={() => setSplitting(true)}>
            {t('people.faces.others')}
          </Button>
        </div>
      ) : (
        faces.length > 0 && <p className="flex min-h-14 items-center text-muted">{t('people.faces.hint')}</p>
      )}
      <Listing
        list={list}
        count={faces.length}
        said={t('people.faces.listed', { count: faces.length })}
        skeleton={
          <div className={GRID}>
            {Array.from({ length: 12 }, (_, at) => (
              <Skeleton key={at} className="aspect-square" />
            ))}
          </div>
        }
        nothing={<EmptyState icon={UserX} title={t('people.faces.empty')} />}
      >
        <ul className={GRID}>
          {faces.map((face, at) => (
            <Face key={face.id} face={face} at={at} chosen={selection.ids.has(String(face.id))} onChoose={onChoose} />
          ))}
        </ul>
      </Listing>
      <SplitDialog
        open={splitting}
        person={person}
        count={ids.length}
        onClose={() => setSplitting(false)}
        onNew={(name) => leave(() => actions.split(person.library, ids, name))}
        onSame={(other) => leave(() => actions.are(other, ids))}
      />
    </div>
  )
}

interface FaceProps {
  face: PersonFaceOut
  at: number
  chosen: boolean
  onChoose: (face: PersonFaceOut, range: boolean) => void
}

function Face({ face, at, chosen, onChoose }: FaceProps) {
  const { t } = useTranslation()
  const said = face.why === 'said' && t('people.faces.said')
  return (
    <li>
      <button
        type="button"
        aria-pressed={chosen}
        aria-label={[t('people.faces.one', { at: at + 1 }), said].filter(Boolean).join(', ')}
        onClick={(event) => onChoose(face, event.shiftKey)}
        className={classes('relative block w-full rounded-card border-2 p-1', chosen ? 'border-accent bg-accent-soft' : 'border-transparent hover:border-edge')}
      >
        <FaceCover face={face} pixels={110} className="w-full rounded-control" />
        {said && (
          <span aria-hidden className="mt-1 block truncate text-center text-xs text-muted">
            {said}
          </span>
        )}
        {chosen && (
          <span aria-hidden className="absolute top-2 right-2 grid size-6 place-items-center rounded-full bg-accent text-on-accent">
            <Check className="size-4" strokeWidth={3} />
          </span>
        )}
      </button>
    </li>
  )
}
