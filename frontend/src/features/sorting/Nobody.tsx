import { useInfiniteQuery } from '@tanstack/react-query'
import { Check, UserRoundSearch, X } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonFaceOut } from '@/api/generated'
import { Button, IconButton } from '@/components/Button'
import { classes } from '@/components/classes'
import { Dialog } from '@/components/Dialog'
import { EmptyState, Skeleton } from '@/components/Feedback'
import { Listing } from '@/components/Listing'
import { useKeptFocus } from '@/components/useKeptFocus'
import { type PeopleActions, usePeopleActions } from '@/features/people/actions'
import { among, extended, NOTHING, type Selection, toggled } from '@/features/photos/selection'
import { qualityWord } from '@/features/viewer/FaceList'
import { useKeys } from '@/features/viewer/useKeys'
import { formatNumber } from '@/i18n/format'
import { FaceCover } from '@/features/people/FaceCover'
import { PersonPicker } from './PersonPicker'
import { unassignedOptions } from './queries'

/** Faces that are nobody: several are chosen, and are then somebody, or no faces. */
export function Nobody({ libraryId }: { libraryId: string }) {
  const { t } = useTranslation()
  const list = useInfiniteQuery(unassignedOptions(libraryId))
  const actions = usePeopleActions()
  const [kept, setKept] = useState<Selection>(NOTHING)
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const place = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  // The bar that had the focus goes away, or was to have it back from the dialog.
  useKeptFocus(place, () => heading.current)
  const field = useRef<HTMLInputElement>(null)
  const faces = list.data?.pages.flatMap((page) => page.items) ?? []
  const order = faces.map((face) => String(face.id))
  const chosen = among(kept, order)
  const ids = faces.filter((face) => chosen.ids.has(String(face.id))).map((face) => face.id)

  const say = (said: ReturnType<PeopleActions['are']>) => {
    setBusy(true)
    void said.then((done) => {
      setBusy(false)
      if (!done) return
      setAsking(false)
      setKept(NOTHING)
    })
  }
  const ask = ids.length
    ? () => {
        setAsking(true)
        requestAnimationFrame(() => field.current?.focus())
      }
    : undefined
  useKeys({ Escape: ids.length ? () => setKept(NOTHING) : undefined, w: ask })
  return (
    <section ref={place} aria-labelledby="nobody" className="flex flex-col gap-5">
      <div className="flex flex-col gap-1.5">
        <h2 ref={heading} id="nobody" tabIndex={-1} className="display text-xl outline-offset-4">
          {t('sorting.nobody.title')}
        </h2>
        <p className="max-w-2xl text-muted">{t('sorting.nobody.lead')}</p>
      </div>
      {ids.length > 0 && (
        <div
          role="toolbar"
          aria-label={t('sorting.nobody.selection')}
          className="sticky top-16 z-20 -mx-4 flex min-h-14 flex-wrap items-center gap-2 border-y border-line bg-paper/95 px-4 py-2 backdrop-blur sm:mx-0 sm:rounded-control sm:border"
        >
          <IconButton icon={X} size="small" label={t('sorting.nobody.none')} onClick={() => setKept(NOTHING)} />
          <p role="status" className="mr-auto font-semibold tabular-nums">
            {t('sorting.nobody.chosen', { count: ids.length })}
          </p>
          <Button size="small" look="primary" onClick={ask}>
            {t('sorting.nobody.who')}
          </Button>
          <Button size="small" busy={busy} onClick={() => say(actions.areNone(libraryId, ids))}>
            {t('sorting.nobody.noFaces', { count: ids.length })}
          </Button>
        </div>
      )}
      <Listing
        list={list}
        count={faces.length}
        said={t('sorting.nobody.shown', { count: faces.length })}
        skeleton={
          <div className={GRID}>
            {Array.from({ length: 12 }, (_, at) => (
              <Skeleton key={at} className="aspect-square" />
            ))}
          </div>
        }
        nothing={
          <EmptyState icon={UserRoundSearch} title={t('sorting.nobody.nothing.title')}>
            {t('sorting.nobody.nothing.text')}
          </EmptyState>
        }
      >
        <ul className={GRID}>
          {faces.map((face, at) => (
            <li key={face.id}>
              <Face
                face={face}
                at={at}
                chosen={chosen.ids.has(String(face.id))}
                onChoose={(range) => setKept(range ? extended(chosen, order, String(face.id)) : toggled(chosen, String(face.id)))}
              />
            </li>
          ))}
        </ul>
      </Listing>
      <Dialog open={asking} onClose={() => setAsking(false)} title={t('sorting.nobody.ask', { count: ids.length })}>
        <div className="flex flex-col gap-4 pb-3">
          <div aria-hidden className="flex flex-wrap gap-1.5">
            {faces
              .filter((face) => chosen.ids.has(String(face.id)))
              .slice(0, FEW)
              .map((face) => (
                <FaceCover key={face.id} face={face} pixels={48} className="size-12 rounded-control" />
              ))}
          </div>
          <PersonPicker
            ref={field}
            libraryId={libraryId}
            label={t('sorting.who')}
            busy={busy}
            fresh={[{ id: 'new', text: (name) => t('sorting.fresh.new', { name }), choose: (name) => say(actions.split(libraryId, ids, name)) }]}
            onChoose={(person) => say(actions.are(person, ids))}
            onCancel={() => setAsking(false)}
          />
          <Button size="small" busy={busy} className="self-start" onClick={() => say(actions.split(libraryId, ids, ''))}>
            {t('sorting.nobody.nameless')}
          </Button>
        </div>
      </Dialog>
    </section>
  )
}

const GRID = 'grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-2 sm:grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] sm:gap-3'

/** Chosen faces shown again where one says who they are. */
const FEW = 12

interface FaceProps {
  face: PersonFaceOut
  at: number
  chosen: boolean
  onChoose: (range: boolean) => void
}

function Face({ face, at, chosen, onChoose }: FaceProps) {
  const { t } = useTranslation()
  const quality = t(`workspace.viewer.quality.${qualityWord(face.quality)}`, {
    percent: formatNumber(face.quality, { style: 'percent', maximumFractionDigits: 0 }),
  })
  return (
    <button
      type="button"
      aria-pressed={chosen}
      aria-label={`${t('workspace.viewer.face', { number: at + 1 })}, ${quality}`}
      title={quality}
      onClick={(event) => onChoose(event.shiftKey)}
      className={classes('relative block w-full overflow-hidden rounded-control', chosen && 'outline-3 outline-offset-2 outline-accent')}
    >
      <FaceCover face={face} pixels={140} className="w-full" />
      {chosen && (
        <span aria-hidden className="absolute top-1.5 left-1.5 grid size-6 place-items-center rounded-full bg-accent text-on-accent">
          <Check className="size-4" />
        </span>
      )}
    </button>
  )
}
