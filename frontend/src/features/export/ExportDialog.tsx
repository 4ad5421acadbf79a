import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { ProblemNotice } from '@/components/Feedback'
import { CheckField, SelectField } from '@/components/Field'
import { toast } from '@/components/toasts'
import { useSave } from '@/features/photos/useSave'
import { formatBytes, formatNumber } from '@/i18n/format'
import { Choices } from './Choices'
import { estimateOptions, exportAddress, labelsOptions, type Wish } from './exporting'

export interface Exported {
  id: string
  name: string
}

interface ExportProps {
  libraryId: string
  /** Who is exported: these people, everybody where none are named, nothing at all while undefined. */
  people: readonly Exported[] | undefined
  onClose: () => void
}

/** Takes photos out of a library: whose, how large, and whether they say who is in them. */
export function ExportDialog({ libraryId, people, onClose }: ExportProps) {
  return <Asked libraryId={libraryId} open={people !== undefined} people={people ?? []} onClose={onClose} />
}

function Asked({ libraryId, open, people, onClose }: ExportProps & { open: boolean; people: readonly Exported[] }) {
  const { t } = useTranslation()
  const some = people.length > 0
  const [only] = people
  const title =
    people.length === 1 && only?.name
      ? t('people.export.titleOf', { name: only.name })
      : t(some ? 'people.export.titleSome' : 'people.export.title', { count: people.length })
  const [said, setSaid] = useState<Omit<Wish, 'people'>>({ named: false, size: 'original', regions: 'none', together: false, nobody: false })
  const saving = useSave()
  const labels = useQuery({ ...labelsOptions(libraryId), enabled: open })
  const wish: Wish = { ...said, people: people.map((one) => one.id) }
  const estimate = useQuery({ ...estimateOptions(libraryId, wish), enabled: open })
  const say = (more: Partial<Wish>) => setSaid((before) => ({ ...before, ...more }))

  const start = async () => {
    if (!(await saving.start(exportAddress(libraryId, wish)))) return
    toast(t('people.export.started'), { tone: 'good' })
    onClose()
  }
  const found = estimate.data
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      actions={
        <>
          <div role="status" aria-busy={estimate.isFetching} className="w-full rounded-control bg-sunken px-4 py-3">
            {found?.photos === 0 ? (
              <p className="font-semibold">{t('people.export.nothing')}</p>
            ) : found ? (
              <>
                <p className="font-semibold">
                  {t('people.export.about', {
                    photos: t('people.photos', { count: found.photos }),
                    folders: t('people.export.folders', { count: found.folders }),
                    size: formatBytes(found.bytes),
                  })}
                </p>
                {found.files > found.photos && (
                  <p className="text-sm text-muted">{t('people.export.repeated', { count: found.files, number: formatNumber(found.files) })}</p>
                )}
                {found.beside > 0 && <p className="text-sm text-muted">{t('people.export.beside', { count: found.beside })}</p>}
              </>
            ) : (
              estimate.isPending && <p className="text-muted">{t('people.export.counting')}</p>
            )}
            {estimate.isError && <ProblemNotice error={estimate.error} onRetry={() => void estimate.refetch()} />}
          </div>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button look="primary" icon={Download} busy={saving.busy} disabled={!found?.photos || estimate.isPlaceholderData} onClick={() => void start()}>
            {t('people.export.do')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        {!some && (
          <Choices
            label={t('people.export.who')}
            value={said.named ? 'named' : 'all'}
            options={(['all', 'named'] as const).map((value) => ({ value, label: t(`people.export.whom.${value}`) }))}
            onChange={(value) => say({ named: value === 'named' })}
          />
        )}
        {!!labels.data?.length && (
          <SelectField
            label={t('people.export.label')}
            value={said.label ?? ''}
            onChange={(event) => say({ label: event.target.value ? Number(event.target.value) : undefined })}
          >
            <option value="">{t('people.export.anyLabel')}</option>
            {labels.data.map((label) => (
              <option key={label.id} value={label.id}>
                {label.name}
              </option>
            ))}
          </SelectField>
        )}
        <Choices
          label={t('people.export.size')}
          value={said.size}
          options={(['original', 'web'] as const).map((value) => ({ value, label: t(`people.export.sizes.${value}`) }))}
          onChange={(size) => say({ size })}
        />
        <Choices
          label={t('people.export.regions')}
          value={said.regions}
          options={(['none', 'sidecar', 'embedded'] as const).map((value) => ({
            value,
            label: t(`people.export.written.${value}`),
            hint: t(`people.export.writtenHint.${value}`),
          }))}
          onChange={(regions) => say({ regions })}
        />
        <div className="flex flex-col gap-3">
          <CheckField
            label={t('people.export.together')}
            checked={said.together}
            onChange={(event) => say({ together: event.target.checked })}
          />
          {!some && (
            <CheckField
              label={t('people.export.nobody')}
              checked={said.nobody}
              onChange={(event) => say({ nobody: event.target.checked })}
            />
          )}
        </div>
      </div>
    </Dialog>
  )
}
