import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { CheckField, FieldGroup, TextField } from '@/components/Field'
import { FormSection } from './FormSection'
import { WINDOWS } from './draft'
import type { FormPart } from './parts'

export function WhoMayJoin({ draft, change, errors }: FormPart) {
  const { t } = useTranslation()
  const name = useId()
  return (
    <FormSection title={t('events.form.join.title')} text={t('events.form.join.text')}>
      <FieldGroup legend={t('events.form.join.who')}>
        <CheckField
          type="radio"
          name={`${name}-listed`}
          label={t('events.form.join.byCode')}
          hint={t('events.form.join.byCodeHint')}
          checked={!draft.listed}
          onChange={() => change({ listed: false })}
        />
        <CheckField
          type="radio"
          name={`${name}-listed`}
          label={t('events.form.join.listed')}
          hint={t('events.form.join.listedHint')}
          checked={draft.listed}
          onChange={() => change({ listed: true })}
        />
      </FieldGroup>
      <FieldGroup legend={t('events.form.join.window')}>
        {WINDOWS.map((window) => (
          <CheckField
            key={window}
            type="radio"
            name={`${name}-window`}
            label={t(`events.form.join.windows.${window}`)}
            checked={draft.joining === window}
            onChange={() => change({ joining: window })}
          />
        ))}
      </FieldGroup>
      {draft.joining === 'own' && (
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField
            type="datetime-local"
            label={t('events.form.join.opens')}
            hint={t('events.form.join.opensHint')}
            value={draft.opens}
            onChange={(event) => change({ opens: event.target.value })}
            error={errors.opens}
          />
          <TextField
            type="datetime-local"
            label={t('events.form.join.closes')}
            hint={t('events.form.join.closesHint')}
            value={draft.closes}
            onChange={(event) => change({ closes: event.target.value })}
            error={errors.closes}
          />
        </div>
      )}
    </FormSection>
  )
}
