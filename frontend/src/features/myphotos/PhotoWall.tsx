import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MatchOut } from '@/api/generated'
import { justified } from './justified'
import { PhotoTile } from './PhotoTile'

const GAP = 6
const PHONE = 640

interface PhotoWallProps {
  matches: MatchOut[]
  total: number
  /** Chosen ones; undefined while nothing is chosen from. */
  chosen?: ReadonlySet<string>
  onChoose: (match: MatchOut) => void
  onOpen: (match: MatchOut) => void
  onFavour: (match: MatchOut) => void
  /** The end of what is loaded comes into sight. */
  onEnd: () => void
}

/** Photos in lines that fill the width; only those in sight, and some around them, are in the page. */
export function PhotoWall({ matches, total, chosen, onChoose, onOpen, onFavour, onEnd }: PhotoWallProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLDivElement>(null)
  const { width, top } = usePlace(list)
  const target = width < PHONE ? 190 : 250
  const lines = useMemo(
    () => justified(matches.map(({ photo }) => (photo.width ?? 3) / (photo.height ?? 2)), width, target, GAP),
    [matches, width, target],
  )
  const virtual = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (at) => (lines[at]?.height ?? target) + GAP,
    overscan: 4,
    scrollMargin: top,
    getItemKey: (at) => matches[lines[at]?.start ?? 0]?.id ?? at,
  })
  useEffect(() => virtual.measure(), [lines, virtual])
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? -1
  useEffect(() => {
    if (last >= 0 && last >= lines.length - 3) onEnd()
  }, [last, lines.length, onEnd])

  return (
    <div ref={list} role="list" aria-label={t('guest.photos.list')} className="relative w-full" style={{ height: virtual.getTotalSize() }}>
      {shown.map((row) => {
        const line = lines[row.index]
        if (!line) return null
        return (
          <div
            key={row.key}
            role="presentation"
            className="absolute inset-x-0 flex"
            style={{ top: row.start - top, height: line.height, gap: GAP }}
          >
            {matches.slice(line.start, line.end).map((match, at) => (
              <PhotoTile
                key={match.id}
                match={match}
                width={line.widths[at] ?? line.height}
                height={line.height}
                number={line.start + at + 1}
                total={total}
                chosen={chosen?.has(match.id)}
                onChoose={onChoose}
                onOpen={onOpen}
                onFavour={onFavour}
              />
            ))}
          </div>
        )
      })}
    </div>
  )
}

/** How wide an element is, and how far below the page's beginning it stands. */
function usePlace(element: React.RefObject<HTMLElement | null>): { width: number; top: number } {
  const [place, setPlace] = useState({ width: 0, top: 0 })
  useLayoutEffect(() => {
    const node = element.current
    if (!node) return
    const measure = () => {
      const box = node.getBoundingClientRect()
      const next = { width: Math.floor(box.width), top: Math.round(box.top + window.scrollY) }
      setPlace((now) => (now.width === next.width && now.top === next.top ? now : next))
    }
    measure()
    const watcher = new ResizeObserver(measure)
    watcher.observe(node)
    watcher.observe(document.body) // what opens above moves it
    return () => watcher.disconnect()
  }, [element])
  return place
}
