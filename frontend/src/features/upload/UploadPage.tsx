import { type ReactNode, useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/components/Feedback'
import { Card } from '@/components/Page'
import { toast } from '@/components/toasts'
import { DropZone } from './DropZone'
import { useUploads } from './loaded'
import { isActive, totalsOf, type UploadItem } from './queue'
import { UnfinishedNotice } from './UnfinishedNotice'
import type { Uploader } from './uploader'
import type { Unfinished } from './unfinished'
import { UploadList } from './UploadList'
import { UploadTotals } from './UploadTotals'

interface UploadPageProps {
  /** The event, or a library as `place.ts` has it. */
  eventId: string
  uploader: Uploader
  /** What becomes of the photos on the server; told whether some are on their way. */
  after: (busy: boolean) => ReactNode
}

const NONE: UploadItem[] = []

/** Bringing photos to an event or to one's library, and watching what becomes of them. */
export function UploadPage({ eventId, uploader, after }: UploadPageProps) {
  const { t } = useTranslation()
  const { items: all, rate, lost, stopped } = useUploads(uploader)
  const items = useMemo(() => all.filter((item) => item.eventId === eventId), [all, eventId])
  const totals = useMemo(() => totalsOf(items), [items])
  // Rows by the dozen, four times a second: made between what the person does, not instead of it.
  const listed = useDeferredValue(items, NONE)
  const [hasBefore, setHasBefore] = useState(false)
  useEffect(() => {
    void uploader.unfinished(eventId).then((found) => setHasBefore(!!found))
  }, [uploader, eventId])
  const before: Unfinished | undefined = hasBefore ? uploader.leftFromBefore(eventId) : undefined

  const addAll = useCallback(
    async (files: readonly File[], handles?: FileSystemHandle[]) => {
      const { added, twice, others } = await uploader.add(eventId, files, handles)
      const said = [
        others > 0 && t('workspace.upload.others', { count: others }),
        twice > 0 && t('workspace.upload.twice', { count: twice }),
        files.length > 0 && added === 0 && twice === 0 && others === 0 && t('workspace.upload.nothing'),
      ].filter(Boolean)
      if (said.length) toast(said.join(' '))
    },
    [uploader, eventId, t],
  )
  const add = useCallback((files: readonly File[], handles?: FileSystemHandle[]) => void addAll(files, handles), [addAll])
  const problem = stopped.get(eventId)
  const finishedNow = totals.files > 0 && !isActive(totals) && totals.finished === totals.files
  return (
    <div className="flex flex-col gap-6">
      <h2 className="sr-only">{t('workspace.upload.title')}</h2>
      {before && (
        <UnfinishedNotice
          before={before}
          onFiles={add}
          onForget={() => {
            uploader.forgetBefore(eventId)
            setHasBefore(false)
          }}
        />
      )}
      <DropZone onFiles={add} small={items.length > 0} />
      {problem && (
        <Notice tone="bad" title={problem.detail}>
          {problem.advice} {t('workspace.upload.stoppedHint')}
        </Notice>
      )}
      {lost && !problem && (
        <Notice tone="warn" title={t('workspace.upload.lost')}>
          {t('workspace.upload.lostHint')}
        </Notice>
      )}
      <p role="status" className="sr-only">
        {finishedNow && t('workspace.upload.allDone', { count: totals.files })}
      </p>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
        {items.length > 0 && (
          <Card aria-label={t('workspace.upload.title')} className="flex flex-col gap-5">
            <UploadTotals items={items} totals={totals} rate={rate} uploader={uploader} />
            <UploadList items={listed} uploader={uploader} eventId={eventId} />
          </Card>
        )}
        {after(isActive(totals))}
      </div>
    </div>
  )
}
