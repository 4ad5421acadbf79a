import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { MatchOut } from '@/api/generated'
import { justify } from '@/features/wall/justify'
import { useLongPress } from '@/features/wall/useLongPress'
import { usePlace } from '@/features/wall/usePlace'
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
  const layout = useMemo(
    () =>
      justify(
        matches.map(({ photo }) => (photo.width ?? 3) / (photo.height ?? 2)),
        { width: Math.max(width, 1), rowHeight: target, gap: GAP },
      ),
    [matches, width, target],
  )
  const { rows } = layout
  const press = useLongPress((on) => {
    const match = matches[Number(on.closest<HTMLElement>('[data-number]')?.dataset.number) - 1]
    if (match && !chosen?.has(match.id)) onChoose(match)
  })
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (at) => (rows[at]?.height ?? target) + GAP,
    overscan: 4,
    scrollMargin: top,
    getItemKey: (at) => matches[rows[at]?.first ?? 0]?.id ?? at,
  })
  useLayoutEffect(() => virtual.measure(), [rows, virtual])
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? -1
  useEffect(() => {
    if (last >= 0 && last >= rows.length - 3) onEnd()
  }, [last, rows.length, onEnd])

  return (
    <div
      ref={list}
      role="list"
      aria-label={t('guest.photos.list')}
      {...press}
      className="relative w-full touch-manipulation select-none [-webkit-touch-callout:none]"
      style={{ height: virtual.getTotalSize() }}
    >
      {shown.map((item) => {
        const row = rows[item.index]
        if (!row) return null
        return (
          <div
            key={item.key}
            role="presentation"
            className="absolute inset-x-0 flex"
            style={{ top: item.start - top, height: row.height, gap: GAP }}
          >
            {matches.slice(row.first, row.last).map((match, at) => (
              <PhotoTile
                key={match.id}
                match={match}
                width={layout.width[row.first + at] ?? row.height}
                height={row.height}
                number={row.first + at + 1}
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
