import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { CheckField, FieldGroup, SelectField, TextField } from '@/components/Field'
import { formatDateTime } from '@/i18n/format'
import { FormSection } from './FormSection'
import { availableUntil, DAYS } from './draft'
import type { FormPart } from './parts'

interface DeliveryProps extends FormPart {
  /** From when the days of a new event count if it is over already, in milliseconds. */
  begins?: number
}

export function Delivery({ draft, change, errors, begins }: DeliveryProps) {
  const { t } = useTranslation()
  const name = useId()
  const until = availableUntil(draft, begins)
  const said = Number.isNaN(until)
    ? undefined
    : t('events.form.delivery.until', { date: formatDateTime(new Date(until).toISOString(), draft.timezone) })
  return (
    <FormSection title={t('events.form.delivery.title')}>
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField
          label={t('events.form.delivery.available')}
          hint={said}
          value={String(draft.days)}
          onChange={(event) => {
            const days = event.target.value
            change({ days: days === 'own' ? 'own' : Number(days) })
          }}
          error={draft.days === 'own' ? undefined : errors.until}
        >
          {DAYS.map((count) => (
            <option key={count} value={count}>
              {t('events.form.delivery.days', { count })}
            </option>
          ))}
          <option value="own">{t('events.form.delivery.ownDate')}</option>
        </SelectField>
        {draft.days === 'own' && (
          <TextField
            type="datetime-local"
            label={t('events.form.delivery.ownUntil')}
            required
            value={draft.until}
            onChange={(event) => change({ until: event.target.value })}
            error={errors.until}
          />
        )}
      </div>
      <p className="text-sm text-muted">{t('events.form.delivery.afterwards')}</p>
      <FieldGroup legend={t('events.form.delivery.review')}>
        {(['review', 'release'] as const).map((policy) => (
          <CheckField
            key={policy}
            type="radio"
            name={`${name}-review`}
            label={t(`events.form.delivery.policies.${policy}.label`)}
            hint={t(`events.form.delivery.policies.${policy}.hint`)}
            checked={draft.review === policy}
            onChange={() => change({ review: policy })}
          />
        ))}
      </FieldGroup>
      <CheckField
        label={t('events.form.delivery.originals')}
        hint={t('events.form.delivery.originalsHint')}
        checked={draft.originals}
        onChange={(event) => change({ originals: event.target.checked })}
      />
    </FormSection>
  )
}
