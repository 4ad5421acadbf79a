import { Pencil, SquarePlus } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { FaceOut, PhotoOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { classes } from '@/components/classes'
import { Skeleton } from '@/components/Feedback'
import { FaceCrop } from '@/features/review/FaceCrop'
import { formatNumber } from '@/i18n/format'
import { FaceEditor } from './FaceEditor'

const GOOD = 0.66
const FAIR = 0.33

/** How useful a face is for recognition, in a word. */
export function qualityWord(quality: number): 'good' | 'fair' | 'poor' {
  return quality >= GOOD ? 'good' : quality >= FAIR ? 'fair' : 'poor'
}

export interface ListProps {
  photo: PhotoOut
  /** Undefined while they load. */
  faces: readonly FaceOut[] | undefined
  marked: number | null
  onMark: (face: number | null) => void
  /** Whose person is being said. */
  chosen: number | null
  onChoose: (face: number | null) => void
  onDraw: () => void
}

/** The faces of a photo and who they are; one that is chosen can be corrected. */
export function FaceList({ photo, faces, marked, onMark, chosen, onChoose, onDraw }: ListProps) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  const list = useRef<HTMLOListElement>(null)
  const before = useRef<number | null>(null)
  // Whoever was at a face is at it again when its editor closes, or at the heading when the face is gone.
  useEffect(() => {
    const left = before.current
    before.current = chosen
    if (left === null || chosen !== null) return
    const there = list.current?.querySelector<HTMLElement>(`[data-choose="${left}"]`)
    const focus = document.activeElement
    if (!focus || focus === document.body || focus.getAttribute('role') === 'dialog') (there ?? heading.current)?.focus()
  }, [chosen, faces])
  const library = photo.hosting?.library
  if (photo.hosting?.state !== 'ready' || !library) return null
  return (
    <section aria-labelledby="faces" className="flex flex-col gap-3">
      <h3 ref={heading} id="faces" tabIndex={-1} className="font-semibold">
        {t('workspace.photos.faces', { count: faces?.length ?? photo.hosting.face_count })}
      </h3>
      {!faces && <Skeleton className="h-14" />}
      {faces?.length === 0 && <p className="text-sm text-muted">{t('workspace.viewer.noFaces')}</p>}
      <ol ref={list} className="flex flex-col gap-1">
        {faces?.map((face, at) => (
          <li key={face.id} className="flex flex-col gap-1">
            <button
              type="button"
              data-choose={face.id}
              aria-expanded={chosen === face.id}
              onPointerEnter={() => onMark(face.id)}
              onPointerLeave={() => onMark(null)}
              onFocus={() => onMark(face.id)}
              onBlur={() => onMark(null)}
              onClick={() => onChoose(chosen === face.id ? null : face.id)}
              className={classes(
                'group flex items-center gap-3 rounded-control p-1.5 text-left',
                marked === face.id || chosen === face.id ? 'bg-accent-soft' : 'hover:bg-sunken',
              )}
            >
              <FaceCrop photo={photo} box={face.box} pixels={48} alt="" className="size-12 shrink-0 rounded-control" />
              <span className="flex min-w-0 grow flex-col text-sm">
                <span className={classes('truncate', face.person?.name ? 'font-semibold' : 'font-medium text-muted')}>
                  <span className="sr-only">{t('workspace.viewer.face', { number: at + 1 })}: </span>
                  <span aria-hidden className="mr-1.5 font-normal text-muted tabular-nums">
                    {at + 1}
                  </span>
                  {face.person?.name || t(face.person ? 'sorting.face.unnamed' : 'sorting.face.nobody')}
                </span>
                <span className="text-muted">
                  {face.found_by === 'person' && face.packs.length === 0
                    ? t('sorting.face.drawn')
                    : t(`workspace.viewer.quality.${qualityWord(face.quality)}`, {
                        percent: formatNumber(face.quality, { style: 'percent', maximumFractionDigits: 0 }),
                      })}
                </span>
              </span>
              <Pencil aria-hidden className="mr-1 size-4 shrink-0 text-muted" />
            </button>
            {chosen === face.id && <FaceEditor key={face.id} libraryId={library} face={face} onClose={() => onChoose(null)} />}
          </li>
        ))}
      </ol>
      <Button size="small" icon={SquarePlus} className="self-start" onClick={onDraw}>
        {t('sorting.draw.action')}
      </Button>
    </section>
  )
}
