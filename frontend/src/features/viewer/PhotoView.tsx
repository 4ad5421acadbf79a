import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight, Download, ImagePlus, Info, Pencil, ScanFace, SquarePlus, Trash2, X, ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { drawFace, type PersonOut, type PhotoOut, undoStatement } from '@/api/generated'
import { getPhotoOptions } from '@/api/generated/@tanstack/react-query.gen'
import { IconButton } from '@/components/Button'
import { classes } from '@/components/classes'
import { ProblemNotice, Skeleton } from '@/components/Feedback'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { peopleChanged } from '@/features/people/people'
import { Declined, sayAskingTwice } from '@/features/people/twice'
import { usePhotoActions } from '@/features/photos/actions'
import { save } from '@/features/photos/download'
import { EditPhotosDialog } from '@/features/photos/EditPhotosDialog'
import { previewFor, ratioOf } from '@/features/photos/thumbnails'
import type { Box } from '@/features/review/crop'
import { useWhoIn, useWordsOf } from '@/features/photos/words'
import { formatNumber } from '@/i18n/format'
import { DrawBox } from './DrawBox'
import { firstBox } from './drawing'
import { NewFace } from './NewFace'
import { PhotoFacts } from './PhotoFacts'
import { Stage } from './Stage'
import { useChoice } from './useChoice'
import { useKeys } from './useKeys'
import { useLayer } from './useLayer'
import { useSwipe } from './useSwipe'
import { useZoom } from './useZoom'

/** The photos among which one is looked at, and how to get to another one. */
export interface PhotoSource {
  /** Their event, or their library where they have none. */
  home: string
  timeZone: string
  list: {
    data: { pages: { items: PhotoOut[] }[] } | undefined
    hasNextPage: boolean
    isFetching: boolean
    fetchNextPage: (options?: { cancelRefetch?: boolean }) => Promise<unknown>
  }
  /** How many there are, loaded or not; undefined where nobody knows. */
  total: number | undefined
  onShow: (photoId: string) => void
  onClose: () => void
}

/** One photo over the grid: as large as can be, with its faces and everything known about it. */
export function PhotoView({ photoId, source }: { photoId: string; source: PhotoSource }) {
  const { t } = useTranslation()
  const { list, timeZone, onClose: close } = source
  const detail = useQuery(getPhotoOptions({ path: { photo_id: photoId } }))
  const actions = usePhotoActions(source.home)
  const words = useWordsOf(timeZone)
  const [facts, setFacts] = useChoice('albumen.viewer.facts', true)
  const [frames, setFrames] = useChoice('albumen.viewer.faces', true)
  const [marked, setMarked] = useState<number | null>(null)
  const [chosen, setChosen] = useState<number | null>(null)
  const [drawing, setDrawing] = useState<Box | null>(null)
  const [editing, setEditing] = useState(false)
  const [labelling, setLabelling] = useState(0)
  const queries = useQueryClient()
  const whoIn = useWhoIn()
  const newFace = useRef<HTMLInputElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  useLayer()
  useEffect(() => layer.current?.focus(), [])

  const photos = list.data?.pages.flatMap((page) => page.items) ?? []
  const index = photos.findIndex((one) => one.id === photoId)
  const listed = photos[index]
  const photo = detail.data ?? listed
  const before = photos[index - 1]
  const after = index >= 0 ? photos[index + 1] : undefined
  const total = list.hasNextPage ? Math.max(source.total ?? 0, photos.length) : photos.length
  const faces = detail.data?.faces
  const who = whoIn(faces)
  const label = photo ? [words(photo, Math.max(index, 0), total), who].filter(Boolean).join(', ') : ''
  const library = photo?.hosting?.state === 'ready' ? photo.hosting.library : undefined

  // The next page is there before one arrives at it; who came by an address waits for theirs.
  const { hasNextPage, isFetching, fetchNextPage } = list
  const wantsMore = hasNextPage && !isFetching && (index < 0 || index > photos.length - 20)
  useEffect(() => {
    if (wantsMore) void fetchNextPage({ cancelRefetch: false })
  }, [wantsMore, fetchNextPage])
  // Neighbours are on their way before they are asked for.
  useEffect(() => {
    for (const near of [after, before]) {
      const src = near && previewFor(near, Math.max(window.innerWidth, window.innerHeight) * 0.8)
      if (src) new Image().src = src
    }
  }, [after, before])

  const show = (id: string | undefined) => {
    if (!id) return
    setMarked(null)
    setChosen(null)
    setDrawing(null)
    setLabelling(0)
    source.onShow(id)
  }
  const zoom = useZoom(photoId, photo ? ratioOf(photo) : 1)
  const swipe = useSwipe(!zoom.isZoomed, (step) => show((step > 0 ? after : before)?.id))
  const remove = () => {
    const next = after ?? before
    void actions.remove([photoId])
    if (next) show(next.id)
    else close()
  }
  const choose = (face: number | null) => {
    setChosen(face)
    if (face === null) return
    setDrawing(null)
    setFacts(true)
  }
  const toggleFacts = () => {
    setLabelling(0)
    setFacts(!facts)
  }
  const labels = () => {
    setFacts(true)
    setLabelling((count) => count + 1)
  }
  const draw = () => {
    if (!photo || !library) return
    setChosen(null)
    setFacts(true)
    setDrawing(firstBox(ratioOf(photo)))
  }
  const stopDrawing = () => {
    setDrawing(null)
    layer.current?.focus()
  }
  const takeBack = async (statements: readonly number[]) => {
    try {
      for (const id of statements) await sayAskingTwice(() => undoStatement({ path: { statement_id: id }, throwOnError: true }))
      toast(t('people.done.undone'))
    } catch (error) {
      if (!(error instanceof Declined)) toastProblem(error)
    }
    await peopleChanged(queries)
  }
  const sayDrawn = async (said: { person?: PersonOut; name?: string }) => {
    if (!drawing) return false
    try {
      const body = { box: drawing, person: said.person?.id, name: said.name ?? '' }
      const { answer, allowed } = await sayAskingTwice(() => drawFace({ path: { photo_id: photoId }, body, throwOnError: true }))
      const { data } = answer
      const name = data.person?.name
      toast(name ? t('sorting.draw.named', { name }) : t('sorting.draw.done'), { undo: () => void takeBack([data.statement.id, ...allowed.reverse()]) })
      stopDrawing()
      await peopleChanged(queries)
      return true
    } catch (error) {
      if (!(error instanceof Declined)) toastProblem(error)
      return false
    }
  }
  const download = () =>
    void save(`/api/v1/photos/${photoId}/original?download=true`).catch(toastProblem)

  const keys: Record<string, () => void> = {
    ArrowLeft: () => show(before?.id),
    ArrowRight: () => show(after?.id),
    Escape: drawing ? stopDrawing : chosen !== null ? () => setChosen(null) : close,
    Delete: remove,
    f: () => setFrames(!frames),
    i: toggleFacts,
    e: () => setEditing(true),
    d: drawing ? stopDrawing : draw,
    l: labels,
    ...Object.fromEntries((faces ?? []).slice(0, 9).map((face, at) => [String(at + 1), () => choose(face.id)])),
    '+': zoom.in,
    '=': zoom.in, // where + needs Shift
    '-': zoom.out,
    0: zoom.fit,
    'Shift+ArrowLeft': () => zoom.look(-1, 0),
    'Shift+ArrowRight': () => zoom.look(1, 0),
    'Shift+ArrowUp': () => zoom.look(0, -1),
    'Shift+ArrowDown': () => zoom.look(0, 1),
  }
  useKeys(keys)

  return createPortal(
    <div
      ref={layer}
      role="dialog"
      aria-modal
      aria-label={t('workspace.viewer.name')}
      tabIndex={-1}
      className="fixed inset-0 z-40 flex animate-appear flex-col overflow-y-auto bg-paper outline-none lg:flex-row lg:overflow-hidden"
    >
      <div className={classes('relative flex grow flex-col', facts ? 'min-h-[72dvh] max-lg:shrink-0 lg:min-h-0' : 'min-h-0')}>
        <div role="toolbar" aria-label={t('workspace.viewer.tools')} className="flex items-center gap-1 p-2">
          <IconButton icon={X} label={t('shell.close')} onClick={close} />
          <p role="status" className="mr-auto truncate px-1 text-sm font-semibold text-muted tabular-nums">
            {index >= 0 && t('workspace.photos.place', { at: index + 1, total: Math.max(total, index + 1) })}
            {who && <span className="sr-only">, {who}</span>}
          </p>
          <IconButton icon={ZoomOut} label={t('workspace.viewer.zoomOut')} onClick={zoom.out} className="max-sm:hidden" />
          <IconButton icon={ZoomIn} label={t('workspace.viewer.zoomIn')} onClick={zoom.in} className="max-sm:hidden" />
          <IconButton icon={ScanFace} label={t('workspace.viewer.faces')} aria-pressed={frames} onClick={() => setFrames(!frames)} className={frames ? 'text-accent!' : ''} />
          {library && (
            <IconButton icon={SquarePlus} label={t('sorting.draw.tool')} aria-pressed={!!drawing} onClick={drawing ? stopDrawing : draw} className={drawing ? 'text-accent!' : ''} />
          )}
          <IconButton icon={Pencil} label={t('workspace.photos.edit')} onClick={() => setEditing(true)} />
          {photo?.event && photo.hosting?.state === 'ready' && (
            <IconButton icon={ImagePlus} label={t('workspace.photos.setCover')} onClick={() => void actions.setCover(photoId)} className="max-sm:hidden" />
          )}
          <IconButton icon={Download} label={t('workspace.viewer.original')} onClick={download} />
          <IconButton icon={Trash2} label={t('workspace.photos.delete')} onClick={remove} className="text-bad!" />
          <IconButton icon={Info} label={t('workspace.viewer.facts')} aria-pressed={facts} onClick={toggleFacts} className={facts ? 'text-accent!' : ''} />
        </div>
        <p role="status" className="sr-only">
          {zoom.isZoomed && t('workspace.viewer.zoomed', { percent: formatNumber(zoom.view.scale, { style: 'percent' }) })}
        </p>
        <div {...swipe.handlers} className="relative min-h-0 grow touch-pan-y px-2 pb-2 sm:px-14">
          {photo && (
            <Stage
              photo={photo}
              faces={frames && !drawing ? (faces ?? []) : []}
              marked={marked ?? chosen}
              onMark={setMarked}
              onChoose={choose}
              label={label}
              pulled={swipe.pulled}
              zoom={zoom}
            >
              {drawing && <DrawBox box={drawing} onChange={setDrawing} onSettle={() => newFace.current?.focus()} />}
            </Stage>
          )}
          {!photo && detail.isPending && <Skeleton className="size-full" />}
          {!photo && detail.isError && <ProblemNotice error={detail.error} onRetry={() => void detail.refetch()} />}
          {before && (
            <IconButton icon={ChevronLeft} look="quiet" label={t('workspace.viewer.before')} onClick={() => show(before.id)} className="absolute top-1/2 left-1.5 -translate-y-1/2 rounded-full! max-sm:hidden" />
          )}
          {after && (
            <IconButton icon={ChevronRight} look="quiet" label={t('workspace.viewer.after')} onClick={() => show(after.id)} className="absolute top-1/2 right-1.5 -translate-y-1/2 rounded-full! max-sm:hidden" />
          )}
        </div>
      </div>
      {facts && photo && (
        <aside aria-label={t('workspace.viewer.facts')} className="shrink-0 border-line bg-surface p-5 max-lg:border-t lg:w-96 lg:overflow-y-auto lg:border-l">
          <PhotoFacts
            photo={photo}
            labels={
              !library ? undefined : {
                photoId,
                home: { libraryId: library, eventId: photo.event ?? undefined },
                labels: detail.data?.labels ?? undefined,
                asked: labelling,
                onDone: () => layer.current?.focus(),
              }
            }
            list={{ faces: faces ?? undefined, marked, onMark: setMarked, chosen, onChoose: choose, onDraw: draw }}
            above={drawing && library && <NewFace ref={newFace} libraryId={library} onSay={sayDrawn} onCancel={stopDrawing} />}
            timeZone={timeZone}
            onEdit={() => setEditing(true)}
            actions={actions}
          />
        </aside>
      )}
      <EditPhotosDialog
        open={editing}
        onClose={() => setEditing(false)}
        photos={photo ? [photo] : []}
        timeZone={timeZone}
        onSave={(changes) => actions.edit([photoId], changes)}
      />
    </div>,
    document.body,
  )
}
