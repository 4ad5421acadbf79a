import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { type MouseEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ButtonAnchor } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { CheckField, FieldGroup } from '@/components/Field'
import { useSave } from '@/features/photos/useSave'
import { formatBytes } from '@/i18n/format'
import { archiveOf, bytesOf, type Size } from './downloads'

interface DownloadDialogProps {
  registrationId: string
  /** How many photos. */
  count: number
  /** These; all when left out. */
  photos?: string[]
  originals: boolean
  onClose: () => void
}

/** Taking photos home: which size, and how much that is. */
export function DownloadDialog({ registrationId, count, photos, originals, onClose }: DownloadDialogProps) {
  const { t } = useTranslation()
  const sizes: Size[] = originals ? ['original', 'web'] : ['web']
  const [size, setSize] = useState<Size>(sizes[0] ?? 'web')
  const saving = useSave()
  const address = archiveOf(registrationId, size, photos)
  const begin = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    // A link of the browser's own would save a refusal as a file.
    event.preventDefault()
    if (!saving.busy) void saving.start(address).then((begun) => begun && onClose())
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('guest.download.title', { count })}
      actions={
        <ButtonAnchor look="primary" size="large" icon={Download} href={address} download aria-busy={saving.busy || undefined} onClick={begin}>
          {t('guest.download.action')}
        </ButtonAnchor>
      }
    >
      <FieldGroup legend={t('guest.download.size')}>
        {sizes.map((one) => (
          <CheckField
            key={one}
            type="radio"
            name="size"
            label={
              <span className="flex flex-wrap gap-x-2">
                {t(`guest.download.${one}`)}
                <HowMuch address={archiveOf(registrationId, one, photos)} />
              </span>
            }
            hint={t(`guest.download.${one}Hint`)}
            checked={size === one}
            onChange={() => setSize(one)}
          />
        ))}
      </FieldGroup>
      {!originals && <p className="mt-4 text-sm text-muted">{t('guest.download.noOriginals')}</p>}
    </Dialog>
  )
}

function HowMuch({ address }: { address: string }) {
  const bytes = useQuery({ queryKey: ['bytes', address], queryFn: ({ signal }) => bytesOf(address, signal), retry: false })
  return <span className="text-muted tabular-nums">{bytes.data ? formatBytes(bytes.data) : bytes.isPending ? '…' : ''}</span>
}
