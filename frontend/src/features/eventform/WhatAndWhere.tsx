import { useTranslation } from 'react-i18next'
import { TextArea, TextField } from '@/components/Field'
import { FormSection } from './FormSection'
import type { FormPart } from './parts'

export function WhatAndWhere({ draft, change, errors }: FormPart) {
  const { t } = useTranslation()
  return (
    <FormSection title={t('events.form.what.title')}>
      <TextField
        label={t('events.form.name')}
        required
        maxLength={200}
        placeholder={t('events.form.namePlaceholder')}
        value={draft.name}
        onChange={(event) => change({ name: event.target.value })}
        error={errors.name}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={t('events.form.venue')}
          hint={t('events.form.venueHint')}
          maxLength={200}
          value={draft.venue}
          onChange={(event) => change({ venue: event.target.value })}
          error={errors.venue}
        />
        <TextField
          label={t('events.form.location')}
          hint={t('events.form.locationHint')}
          maxLength={300}
          value={draft.location}
          onChange={(event) => change({ location: event.target.value })}
          error={errors.location}
        />
      </div>
      <TextArea
        label={t('events.form.description')}
        hint={t('events.form.descriptionHint')}
        maxLength={5000}
        value={draft.description}
        onChange={(event) => change({ description: event.target.value })}
        error={errors.description}
      />
    </FormSection>
  )
}
