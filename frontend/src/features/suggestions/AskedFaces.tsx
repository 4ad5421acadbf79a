import type { useInfiniteQuery } from '@tanstack/react-query'
import { Check, CheckCheck, Undo2, X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonOut, SuggestionOut } from '@/api/generated'
import { Button, IconButton } from '@/components/Button'
import { Skeleton } from '@/components/Feedback'
import { Listing } from '@/components/Listing'
import { useKeptFocus } from '@/components/useKeptFocus'
import { among, everything, extended, NOTHING, type Selection, toggled } from '@/features/photos/selection'
import { useKeys } from '@/features/viewer/useKeys'
import { formatProbability } from '@/i18n/format'
import { AskedTile, LookedAt, PhotoAround } from './AskedFace'
import { KnownFaces } from './KnownFaces'
import type { Kind } from './queries'
import type { Answers } from './useAnswers'

const GRID = 'grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-2'
/** Most faces that the server hears of at once. */
const AT_ONCE = 1000

interface AskedFacesProps {
  person: PersonOut
  kind: Kind
  list: Pick<ReturnType<typeof useInfiniteQuery>, 'error' | 'isPending' | 'isError' | 'refetch' | 'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'fetchNextPage'>
  /** What is not answered yet. */
  faces: readonly SuggestionOut[]
  answers: Answers
  nothing: ReactNode
}

/** Faces that may be somebody: one after the other by key, or many at once. */
export function AskedFaces({ person, kind, list, faces, answers, nothing }: AskedFacesProps) {
  const { t } = useTranslation()
  const [wanted, setAt] = useState(0)
  const [picked, setPicked] = useState<Selection>(NOTHING)
  const [enlarged, setEnlarged] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const order = useMemo(() => faces.map((face) => String(face.id)), [faces])
  const chosen = among(picked, order)
  const count = chosen.ids.size
  const at = Math.max(0, Math.min(wanted, faces.length - 1))
  const face = faces[at]

  const answer = (yes: boolean) => {
    if (!face) return
    answers.answer(count ? [...chosen.ids].slice(0, AT_ONCE).map(Number) : [face.id], yes)
    setPicked(NOTHING)
    setEnlarged(false)
  }
  const focusOn = (id: number | undefined) => frame.current?.querySelector<HTMLElement>(`[data-asked="${id}"]`)?.focus()
  const step = (to: number, choosing: boolean) => {
    const next = faces[Math.max(0, Math.min(to, faces.length - 1))]
    if (!next || !face) return
    setAt(faces.indexOf(next))
    if (choosing) setPicked(extended(count ? chosen : toggled(NOTHING, String(face.id)), order, String(next.id)))
    focusOn(next.id)
  }
  const choose = (place: number, range: boolean) => {
    const id = order[place]
    if (id === undefined) return
    setAt(place)
    setPicked(range ? extended(chosen, order, id) : toggled(chosen, id))
  }
  useKeys(
    { y: () => answer(true), Y: () => answer(true), n: () => answer(false), N: () => answer(false) },
    { once: true },
  )
  useKeys({ ArrowRight: () => step(at + 1, false), ArrowLeft: () => step(at - 1, false) })
  useUndoKey(answers.undo)

  // The face that had the focus was answered: the one in its place has it now.
  useKeptFocus(frame, () => frame.current?.querySelector<HTMLElement>(`[data-asked="${face?.id}"]`))

  const onKeyDown = (event: KeyboardEvent) => {
    const cell = (event.target as HTMLElement).closest('[data-asked]')
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) return
    const row = columnsOf(frame.current)
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - row, ArrowDown: at + row, Home: 0, End: faces.length - 1 }[event.key]
    if (to !== undefined) step(to, event.shiftKey)
    else if (event.key === ' ') choose(at, event.shiftKey)
    else if (event.key === 'Enter') setEnlarged(true)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && faces.length < 20) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, faces.length])

  return (
    <div ref={frame} tabIndex={-1} role="group" aria-label={t('suggestions.title')} className="flex flex-col gap-4 outline-none">
      <Listing
        list={list}
        count={faces.length}
        said={t('suggestions.left', { count: faces.length })}
        skeleton={<Skeleton className="h-96" />}
        nothing={nothing}
      >
        {face && (
          <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)] lg:gap-8">
            <section aria-labelledby="asked" className="flex flex-col gap-4 lg:order-last lg:sticky lg:top-20 lg:self-start">
              <h2 id="asked" aria-live="polite" className="text-lg font-semibold">
                {count
                  ? t('suggestions.askMany', { count, name: person.name })
                  : t(kind === 'join' ? 'suggestions.ask' : 'suggestions.askStill', { name: person.name })}
              </h2>
              <div className="grid grid-cols-2 gap-3">
                <div className="flex flex-col gap-1.5">
                  <LookedAt face={face} enlarged={enlarged} onEnlarge={setEnlarged} />
                  <p className="text-sm text-muted tabular-nums">{t('suggestions.probability', { probability: formatProbability(face.probability) })}</p>
                </div>
                <KnownFaces person={person} />
              </div>
              <div className="sticky bottom-0 z-10 -mx-4 flex gap-3 border-t border-line bg-paper/95 p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] backdrop-blur sm:mx-0 sm:border-0 sm:px-0">
                <Button icon={X} size="large" className="grow" aria-keyshortcuts="N" onClick={() => answer(false)}>
                  {t('suggestions.no')}
                  <Key letter="N" />
                </Button>
                <IconButton icon={Undo2} size="large" label={t('suggestions.undo')} disabled={!answers.canUndo} aria-keyshortcuts="Control+Z" onClick={answers.undo} />
                <Button icon={Check} size="large" look="primary" className="grow" aria-keyshortcuts="Y" onClick={() => answer(true)}>
                  {t('suggestions.yes')}
                  <Key letter="Y" />
                </Button>
              </div>
              <PhotoAround key={face.id} face={face} pixels={420} className="max-lg:hidden" />
            </section>
            <div className="flex min-w-0 flex-col gap-3">
              <div className="flex min-h-11 flex-wrap items-center gap-2">
                <p className="mr-auto font-semibold tabular-nums">
                  {count ? t('suggestions.chosen', { count }) : t('suggestions.left', { count: faces.length })}
                </p>
                {count > 0 && <IconButton icon={X} size="small" label={t('suggestions.chooseNone')} onClick={() => setPicked(NOTHING)} />}
                {count < faces.length && (
                  <IconButton icon={CheckCheck} size="small" label={t('suggestions.chooseAll')} onClick={() => setPicked(everything(order))} />
                )}
              </div>
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hears the keys of the buttons in it */}
              <ul aria-label={t('suggestions.list')} onKeyDown={onKeyDown} className={GRID}>
                {faces.map((one, place) => (
                  <AskedTile
                    key={one.id}
                    face={one}
                    at={place}
                    current={place === at}
                    chosen={chosen.ids.has(String(one.id))}
                    onCurrent={setAt}
                    onChoose={choose}
                  />
                ))}
              </ul>
              <p className="text-sm text-muted max-lg:hidden">{t('suggestions.keys')}</p>
            </div>
          </div>
        )}
      </Listing>
    </div>
  )
}

/** How many faces stand in a row of the grid. */
function columnsOf(frame: HTMLElement | null): number {
  const cells = [...(frame?.querySelectorAll('[data-asked]') ?? [])]
  const top = cells[0]?.getBoundingClientRect().top ?? 0
  const first = cells.findIndex((cell) => cell.getBoundingClientRect().top > top + 8)
  return first < 1 ? Math.max(cells.length, 1) : first
}

/** Ctrl+Z (on a Mac Cmd+Z), while nobody writes. */
function useUndoKey(undo: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      if ((event.target as HTMLElement).closest('input:not([type=checkbox]), textarea, [contenteditable]')) return
      event.preventDefault()
      undo()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [undo])
}

function Key({ letter }: { letter: string }) {
  return (
    <kbd aria-hidden className="rounded-sm border border-current px-1.5 text-xs opacity-80 max-lg:hidden">
      {letter}
    </kbd>
  )
}
