import { FolderOpen, Play } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { Notice } from '@/components/Feedback'
import { toast } from '@/components/toasts'
import { ACCEPT } from './collect'
import { filesBehind } from './handles'
import type { Unfinished } from './unfinished'

interface NoticeProps {
  before: Unfinished
  onFiles: (files: readonly File[], handles?: FileSystemHandle[]) => void
  onForget: () => void
}

const NAMES = 3

/** The page was left in the middle of an upload: browsers forget files then, so it says which are wanted again. */
export function UnfinishedNotice({ before, onFiles, onForget }: NoticeProps) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const { files, handles } = before
  const names = files.slice(0, NAMES).map((file) => file.name)
  const readAgain = async () => {
    setBusy(true)
    try {
      const found = await filesBehind(handles)
      if (found.length) onFiles(found, [...handles])
      else toast(t('workspace.upload.before.notAllowed'), { tone: 'bad' })
    } catch {
      toast(t('workspace.upload.unreadable'), { tone: 'bad' })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Notice tone="warn" title={t('workspace.upload.before.title', { count: files.length })}>
      <div className="flex flex-col gap-3">
        <p>
          {t('workspace.upload.before.text')} <span className="text-muted">{names.join(', ')}{files.length > NAMES && ' …'}</span>
        </p>
        <div className="flex flex-wrap gap-2">
          {handles.length > 0 && (
            <Button size="small" look="primary" icon={Play} busy={busy} onClick={() => void readAgain()}>
              {t('workspace.upload.before.goOn')}
            </Button>
          )}
          <Button size="small" icon={FolderOpen} onClick={() => input.current?.click()}>
            {t('workspace.upload.before.choose')}
          </Button>
          <Button size="small" look="plain" onClick={onForget}>
            {t('workspace.upload.before.forget')}
          </Button>
        </div>
        <input
          ref={input}
          type="file"
          multiple
          accept={ACCEPT}
          hidden
          tabIndex={-1}
          aria-label={t('workspace.upload.before.choose')}
          onChange={(event) => {
            onFiles([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
      </div>
    </Notice>
  )
}
