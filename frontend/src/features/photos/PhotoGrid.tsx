import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { PhotoOut } from '@/api/generated'
import { formatDate } from '@/i18n/format'
import { daysOf } from './days'
import { useDragSelection } from './dragging'
import { useWordsOf } from './words'
import { justify } from '@/features/wall/justify'
import { PhotoTile } from './PhotoTile'
import { everything, extended, NOTHING, type Selection, toggled } from './selection'
import { rowOf, stepped } from './steps'
import { previewFor, ratioOf } from './thumbnails'
import { usePlace } from '@/features/wall/usePlace'

const GAP = 6
const HEADING = 56
const ROW_HEIGHT = 220
const ROW_HEIGHT_PHONE = 130
const PHONE = 640
const OVERSCAN_ROWS = 3
/** Pixels of the bars at the top, under which nothing with the focus may lie. */
const BARS = 150
/** How many screens before the end the next page is asked for. */
const SCREENS_AHEAD = 6

interface GridProps {
  /** What a screen reader calls it. */
  label: string
  photos: readonly PhotoOut[]
  /** How many there are, loaded or not. */
  total: number
  timeZone: string
  selection: Selection
  /** Not given where photos are only looked at. */
  onSelect?: (change: (before: Selection) => Selection) => void
  onOpen: (photo: PhotoOut) => void
  onDelete?: () => void
  /** The reader comes near the end of what is loaded. */
  onNearEnd: () => void
  /** The photo that was looked at last: the focus comes back to it. */
  lookedAt: string | null
  /** Rises each time that the focus is to come here from elsewhere. */
  returns: number
  children?: ReactNode
}

/**
 * Photos in justified rows, of which only those near the window are in the page (WAI-ARIA grid with one tab stop).
 *
 * The row of the active photo stays in the page wherever one scrolls, so the focus is never lost.
 */
export function PhotoGrid({ label, photos, total, timeZone, selection, onSelect: onChange, onOpen, onDelete, onNearEnd, lookedAt, returns, children }: GridProps) {
  const words = useWordsOf(timeZone)
  const onSelect = (change: (before: Selection) => Selection) => onChange?.(change)
  const grid = useRef<HTMLDivElement>(null)
  const { width, top: scrollMargin } = usePlace(grid)
  const [activeId, setActiveId] = useState<string | null>(null)
  const wantsFocus = useRef(false)
  const hasFocus = useRef(false)

  const order = useMemo(() => photos.map((photo) => photo.id), [photos])
  const days = useMemo(() => {
    const found = daysOf(photos.map((photo) => photo.sort_at), timeZone)
    return found.length > 1 ? found : []
  }, [photos, timeZone])
  const layout = useMemo(
    () =>
      justify(photos.map(ratioOf), {
        width: Math.max(width, 1),
        rowHeight: width < PHONE ? ROW_HEIGHT_PHONE : ROW_HEIGHT,
        gap: GAP,
        groups: days.map((day) => day.first),
        lead: HEADING,
      }),
    [photos, width, days],
  )
  const found = activeId === null ? -1 : order.indexOf(activeId)
  // The active photo was deleted: the one in its place takes over.
  const [lastActive, setLastActive] = useState(0)
  if (found >= 0 && found !== lastActive) setLastActive(found)
  const active = Math.min(found >= 0 ? found : lastActive, photos.length - 1)
  const activeRow = active < 0 ? -1 : rowOf(layout, active)

  const virtual = useWindowVirtualizer({
    count: layout.rows.length,
    estimateSize: (row) => (layout.rows[row]?.height ?? 0) + (layout.rows[row]?.lead ?? 0),
    gap: GAP,
    overscan: OVERSCAN_ROWS,
    scrollMargin,
    scrollPaddingStart: BARS,
    scrollPaddingEnd: 90,
    rangeExtractor: (range) => {
      const rows = defaultRangeExtractor(range)
      if (activeRow < 0 || rows.includes(activeRow)) return rows
      return [...rows, activeRow].sort((one, other) => one - other)
    },
  })
  useLayoutEffect(() => virtual.measure(), [layout, virtual])

  const shown = virtual.getVirtualItems()
  const lastShown = virtual.range?.endIndex ?? 0
  const endOfShown = layout.rows[lastShown]?.top ?? 0
  useEffect(() => {
    if (layout.height - endOfShown < window.innerHeight * SCREENS_AHEAD) onNearEnd()
  }, [layout, endOfShown, onNearEnd])

  const focus = (index: number) => {
    const id = order[index]
    if (id === undefined) return
    setActiveId(id)
    wantsFocus.current = true
    virtual.scrollToIndex(rowOf(layout, index), { align: 'auto' })
  }
  // The photo with the focus went away, of which no blur tells: the one in its place gets it.
  useLayoutEffect(() => {
    if (hasFocus.current && !grid.current?.contains(document.activeElement)) wantsFocus.current = true
  }, [order])
  useEffect(() => {
    if (!wantsFocus.current) return
    const cell = grid.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)
    if (!cell) return
    wantsFocus.current = false
    cell.focus({ preventScroll: true })
  })
  const returned = useRef(returns)
  useLayoutEffect(() => {
    if (returns !== returned.current) focus(active)
    returned.current = returns
    // eslint-disable-next-line react-hooks/exhaustive-deps -- when it rises, and only then
  }, [returns])
  const cameBackFrom = useRef(lookedAt)
  useEffect(() => {
    const before = cameBackFrom.current
    cameBackFrom.current = lookedAt
    if (lookedAt !== null || before === null) return
    const index = order.indexOf(before)
    // The frame gives the focus to the content of another page first.
    const clock = setTimeout(() => focus(index >= 0 ? index : active), 0)
    return () => clearTimeout(clock)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- on coming back, and only then
  }, [lookedAt])

  const beforeDrag = useRef<Selection>(NOTHING)
  const choosing = selection.ids.size > 0
  const dragged = useDragSelection(grid, choosing, {
    onStart: (index) => {
      const id = order[index]
      if (id === undefined || !onChange) return
      beforeDrag.current = { ids: new Set([...selection.ids, id]), anchor: id }
      onSelect(() => beforeDrag.current)
    },
    onReach: (index) => onSelect(() => extended(beforeDrag.current, order, order[index] ?? '')),
  })

  function onClick(event: MouseEvent) {
    const target = event.target as HTMLElement
    const cell = target.closest<HTMLElement>('[data-index]')
    const photo = cell && photos[Number(cell.dataset.index)]
    if (!photo || dragged.current) return
    setActiveId(photo.id)
    if (!onChange) onOpen(photo)
    else if (event.shiftKey) onSelect((before) => extended(before, order, photo.id))
    else if (choosing || event.ctrlKey || event.metaKey || target.closest('[data-check]')) onSelect((before) => toggled(before, photo.id))
    else onOpen(photo)
  }

  function onKeyDown(event: KeyboardEvent) {
    const photo = photos[active]
    if (!photo || event.altKey) return
    const ctrl = event.ctrlKey || event.metaKey
    const to = stepped(layout, active, event.key, ctrl)
    if (to !== undefined) {
      if (event.shiftKey && onChange) {
        const start = selection.anchor === null ? toggled({ ...selection, anchor: null }, photo.id) : selection
        onSelect(() => extended(start.ids.has(photo.id) ? start : { ...start, anchor: photo.id }, order, order[to] ?? ''))
      }
      focus(to)
    } else if (event.key === 'Enter' || (event.key === ' ' && !onChange)) onOpen(photo)
    else if (event.key === ' ') onSelect((before) => (event.shiftKey ? extended(before, order, photo.id) : toggled(before, photo.id)))
    else if (ctrl && event.key.toLowerCase() === 'a' && onChange) onSelect(() => everything(order))
    else if (event.key === 'Escape' && choosing) onSelect(() => NOTHING)
    else if (event.key === 'Delete' && choosing) onDelete?.()
    else return
    event.preventDefault()
  }

  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/interactive-supports-focus -- its one tab stop is the active photo (roving tabindex) */}
      <div
        ref={grid}
        role="grid"
        aria-label={label}
        aria-multiselectable={!!onChange}
        aria-rowcount={layout.rows.length}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-index]')
          if (cell) setActiveId(order[Number(cell.dataset.index)] ?? null)
          hasFocus.current = true
        }}
        onBlur={() => {
          hasFocus.current = false
        }}
        className="relative touch-manipulation [-webkit-touch-callout:none]"
        style={{ height: layout.height }}
      >
        {width > 0 &&
          shown.map(({ index: at }) => {
            const row = layout.rows[at]
            if (!row) return null
            const day = row.lead ? days.find((one) => one.first === row.first) : undefined
            return (
              <div key={photos[row.first]?.id ?? at} role="row" aria-rowindex={at + 1} className="absolute inset-x-0" style={{ top: row.top - row.lead, height: row.height + row.lead }}>
                {day && (
                  <div role="rowheader" className="flex items-end pb-2 text-lg font-semibold" style={{ height: row.lead }}>
                    {formatDate(day.at, timeZone, { dateStyle: 'full' })}
                  </div>
                )}
                <div role="presentation" className="relative" style={{ height: row.height }}>
                  {photos.slice(row.first, row.last).map((photo, offset) => {
                    const index = row.first + offset
                    const wide = layout.width[index] ?? 0
                    return (
                      <PhotoTile
                        key={photo.id}
                        index={index}
                        label={words(photo, index, total)}
                        left={layout.left[index] ?? 0}
                        width={wide}
                        height={row.height}
                        src={previewFor(photo, Math.max(wide, row.height))}
                        thumbhash={photo.thumbhash}
                        state={photo.hosting?.state ?? 'ready'}
                        selected={selection.ids.has(photo.id)}
                        choosing={choosing}
                        choosable={!!onChange}
                        active={index === active}
                      />
                    )
                  })}
                </div>
              </div>
            )
          })}
      </div>
      {children}
    </>
  )
}
