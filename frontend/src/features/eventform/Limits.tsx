import { useTranslation } from 'react-i18next'
import { TextField } from '@/components/Field'
import { FormSection } from './FormSection'
import type { FormPart } from './parts'

export function Limits({ draft, change, errors }: FormPart) {
  const { t } = useTranslation()
  return (
    <FormSection title={t('events.form.limits.title')} text={t('events.form.limits.text')}>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          inputMode="numeric"
          label={t('events.form.limits.photos')}
          placeholder={t('events.form.limits.none')}
          value={draft.maxPhotos}
          onChange={(event) => change({ maxPhotos: event.target.value })}
          error={errors.maxPhotos}
        />
        <TextField
          inputMode="decimal"
          label={t('events.form.limits.gigabytes')}
          placeholder={t('events.form.limits.none')}
          value={draft.maxGigabytes}
          onChange={(event) => change({ maxGigabytes: event.target.value.replace(',', '.') })}
          error={errors.maxGigabytes}
        />
      </div>
    </FormSection>
  )
}
