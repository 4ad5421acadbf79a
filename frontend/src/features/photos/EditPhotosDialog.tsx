import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PhotoOut, PhotoPatch } from '@/api/generated'
import { ProblemNotice } from '@/components/Feedback'
import { TextArea, TextField } from '@/components/Field'
import { FormDialog, useDialogForm } from '@/components/FormDialog'
import { fromLocal, toLocal } from './localTime'

const TEXTS = ['title', 'description', 'location', 'photographer'] as const
type Name = (typeof TEXTS)[number] | 'taken_at'

interface EditProps {
  open: boolean
  onClose: () => void
  photos: readonly PhotoOut[]
  timeZone: string
  /** Rejects with a problem when the server refuses. */
  onSave: (changes: PhotoPatch) => Promise<void>
}

/** What people say about one photo or many; only fields that somebody touched are changed. */
export function EditPhotosDialog({ open, onClose, photos, timeZone, onSave }: EditProps) {
  const { t } = useTranslation()
  return (
    <FormDialog open={open} onClose={onClose} title={t('workspace.edit.heading', { count: photos.length })}>
      <Fields photos={photos} timeZone={timeZone} onSave={onSave} />
    </FormDialog>
  )
}

function Fields({ photos, timeZone, onSave }: Pick<EditProps, 'photos' | 'timeZone' | 'onSave'>) {
  const { t } = useTranslation()
  const [changed, setChanged] = useState<Partial<Record<Name, string>>>({})
  const { form, problem } = useDialogForm(async () => {
    const changes: PhotoPatch = {}
    for (const name of TEXTS) if (changed[name] !== undefined) changes[name] = changed[name]
    if (changed.taken_at !== undefined) changes.taken_at = fromLocal(changed.taken_at)
    if (Object.keys(changes).length > 0) await onSave(changes)
  })
  const [first] = photos
  const now = (name: Name, photo: PhotoOut) => (name === 'taken_at' ? photo.taken_at && toLocal(photo.taken_at, timeZone) : photo[name]) ?? ''
  const same = (name: Name) => !!first && photos.every((photo) => now(name, photo) === now(name, first))
  const field = (name: Name) => ({
    name,
    label: t(`workspace.edit.${name}`),
    value: changed[name] ?? (first && same(name) ? now(name, first) : ''),
    placeholder: same(name) ? undefined : t('workspace.edit.various'),
    error: problem?.fields[name]?.join(' '),
    onChange: (event: { target: { value: string } }) => setChanged((before) => ({ ...before, [name]: event.target.value })),
  })
  return (
    <form {...form} className="flex flex-col gap-4">
      {problem && <ProblemNotice error={problem} />}
      {photos.length > 1 && <p className="text-muted">{t('workspace.edit.manyHint')}</p>}
      <TextField {...field('title')} maxLength={200} />
      <TextArea {...field('description')} maxLength={5000} rows={3} />
      <TextField {...field('location')} maxLength={200} />
      <TextField {...field('photographer')} maxLength={200} />
      <TextField
        {...field('taken_at')}
        type="datetime-local"
        step={1}
        hint={same('taken_at') ? t('workspace.edit.zone', { zone: timeZone }) : t('workspace.edit.variousTimes', { zone: timeZone })}
      />
    </form>
  )
}
