import { type SubmitEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PhotoOut, PhotoPatch } from '@/api/generated'
import { asProblem, type KnownProblem } from '@/api/problems'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { ProblemNotice } from '@/components/Feedback'
import { TextArea, TextField } from '@/components/Field'
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
  const form = useId()
  const [busy, setBusy] = useState(false)
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('workspace.edit.heading', { count: photos.length })}
      actions={
        <>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button type="submit" form={form} look="primary" busy={busy}>
            {t('shell.save')}
          </Button>
        </>
      }
    >
      <Fields
        id={form}
        photos={photos}
        timeZone={timeZone}
        onSubmit={async (changes) => {
          setBusy(true)
          try {
            if (Object.keys(changes).length > 0) await onSave(changes)
            onClose()
          } finally {
            setBusy(false)
          }
        }}
      />
    </Dialog>
  )
}

interface FieldsProps {
  id: string
  photos: readonly PhotoOut[]
  timeZone: string
  onSubmit: (changes: PhotoPatch) => Promise<void>
}

function Fields({ id, photos, timeZone, onSubmit }: FieldsProps) {
  const { t } = useTranslation()
  const [changed, setChanged] = useState<Partial<Record<Name, string>>>({})
  const [problem, setProblem] = useState<KnownProblem>()
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

  async function submit(event: SubmitEvent) {
    event.preventDefault()
    const changes: PhotoPatch = {}
    for (const name of TEXTS) if (changed[name] !== undefined) changes[name] = changed[name]
    if (changed.taken_at !== undefined) changes.taken_at = fromLocal(changed.taken_at)
    try {
      await onSubmit(changes)
    } catch (error) {
      setProblem(asProblem(error))
    }
  }
  return (
    <form id={id} className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
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
