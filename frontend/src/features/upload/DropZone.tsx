import { FolderUp, ImagePlus, UploadCloud } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { classes } from '@/components/classes'
import { toast } from '@/components/toasts'
import { ACCEPT, droppedFiles } from './collect'
import { droppedHandles } from './handles'

interface ZoneProps {
  onFiles: (files: readonly File[], handles?: FileSystemHandle[]) => void
  /** Something is in the list already: it takes less room. */
  small: boolean
}

/** Where photos come in: dropped anywhere on the page, pasted, or chosen as files or as a folder. */
export function DropZone({ onFiles, small }: ZoneProps) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)

  useEffect(() => {
    let depth = 0
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      depth += 1
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const hover = (event: DragEvent) => {
      if (holdsFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      depth = 0
      setOver(false)
      const transfer = event.dataTransfer
      if (!transfer || !holdsFiles(event)) return
      event.preventDefault()
      const handles = droppedHandles(transfer)
      droppedFiles(transfer)
        .then(async (found) => onFiles(found, await handles))
        .catch(() => toast(t('workspace.upload.unreadable'), { tone: 'bad' }))
    }
    const paste = (event: ClipboardEvent) => {
      if ((event.target as HTMLElement).closest('input, textarea')) return
      const pasted = [...(event.clipboardData?.files ?? [])]
      if (pasted.length) onFiles(pasted)
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', hover)
    window.addEventListener('drop', drop)
    window.addEventListener('paste', paste)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('dragover', hover)
      window.removeEventListener('drop', drop)
      window.removeEventListener('paste', paste)
    }
  }, [onFiles, t])

  const chosen = (input: HTMLInputElement) => {
    onFiles([...(input.files ?? [])])
    input.value = '' // the same files can be chosen again
  }
  return (
    <div
      className={classes(
        'flex flex-col items-center justify-center gap-4 rounded-sheet border-2 border-dashed text-center transition-colors',
        small ? 'p-5 sm:flex-row sm:justify-between sm:text-left' : 'px-6 py-16',
        over ? 'border-accent bg-accent-soft' : 'border-edge bg-surface',
      )}
    >
      <div className={classes('flex items-center gap-4', !small && 'flex-col')}>
        <UploadCloud aria-hidden className={classes('shrink-0 text-accent', small ? 'size-8' : 'size-12')} strokeWidth={1.6} />
        <div>
          <p className={small ? 'font-semibold' : 'display text-xl'}>{over ? t('workspace.upload.drop') : t('workspace.upload.invite')}</p>
          <p className="text-sm text-muted">{t('workspace.upload.inviteHint')}</p>
        </div>
      </div>
      <div className="flex flex-wrap justify-center gap-3">
        <Button look={small ? 'quiet' : 'primary'} icon={ImagePlus} onClick={() => files.current?.click()}>
          {t('workspace.upload.choose')}
        </Button>
        <Button icon={FolderUp} className="max-sm:hidden" onClick={() => folder.current?.click()}>
          {t('workspace.upload.chooseFolder')}
        </Button>
      </div>
      <input ref={files} type="file" multiple accept={ACCEPT} hidden tabIndex={-1} aria-label={t('workspace.upload.choose')} onChange={(event) => chosen(event.target)} />
      <input
        ref={(input) => {
          folder.current = input
          input?.setAttribute('webkitdirectory', '')
        }}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label={t('workspace.upload.chooseFolder')}
        onChange={(event) => chosen(event.target)}
      />
    </div>
  )
}
