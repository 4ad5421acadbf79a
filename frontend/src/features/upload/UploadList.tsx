import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Segmented } from '@/components/Segmented'
import { formatNumber } from '@/i18n/format'
import type { Phase, UploadItem } from './queue'
import type { Uploader } from './uploader'
import { UploadRow } from './UploadRow'

const ROW = 60
const GROUPS = { all: undefined, open: ['waiting', 'sending', 'paused'], failed: ['failed'], done: ['done', 'known'] } as const
type Group = keyof typeof GROUPS

/** Each file and how far it is; what fails comes first, so that nobody looks for it. */
const URGENCY: Record<Phase, number> = { failed: 0, sending: 1, paused: 2, waiting: 3, done: 4, known: 4 }

interface ListProps {
  items: readonly UploadItem[]
  uploader: Uploader
  eventId: string
}

export const UploadList = memo(function UploadList({ items, uploader, eventId }: ListProps) {
  const { t } = useTranslation()
  const [group, setGroup] = useState<Group>('all')
  const frame = useRef<HTMLDivElement>(null)
  const of = (name: Group) => {
    const phases: readonly Phase[] | undefined = GROUPS[name]
    return phases ? items.filter((item) => phases.includes(item.phase)) : items
  }
  const counts = { all: items.length, open: of('open').length, failed: of('failed').length, done: of('done').length }
  const present = group !== 'all' && counts[group] === 0 ? 'all' : group
  const shown = useMemo(
    () => {
      const phases: readonly Phase[] | undefined = GROUPS[present]
      const some = phases ? items.filter((item) => phases.includes(item.phase)) : items
      return [...some].sort((one, other) => URGENCY[one.phase] - URGENCY[other.phase])
    },
    [items, present],
  )
   
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    getItemKey: (at) => shown[at]?.key ?? at,
    overscan: 6,
  })
  return (
    <div className="flex flex-col gap-3">
      <Segmented
        label={t('workspace.upload.show.label')}
        value={present}
        onChange={setGroup}
        options={(Object.keys(GROUPS) as Group[])
          .filter((name) => name === 'all' || counts[name] > 0)
          .map((name) => ({ value: name, label: `${t(`workspace.upload.show.${name}`)} ${formatNumber(counts[name])}` }))}
      />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list that scrolls must scroll by keyboard too */}
      <div ref={frame} role="region" aria-label={t('workspace.upload.files')} tabIndex={0} className="max-h-[55dvh] overflow-y-auto overscroll-contain">
        <ul className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((row) => {
            const item = shown[row.index]
            return (
              item && (
                <UploadRow key={item.key} item={item} uploader={uploader} eventId={eventId} top={row.start} height={ROW} at={row.index} count={shown.length} />
              )
            )
          })}
        </ul>
      </div>
    </div>
  )
})
