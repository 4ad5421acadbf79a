import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { SelectField, TextField } from '@/components/Field'
import { instantOf, later } from '@/features/events/wallClock'
import { ownZone, zonesAt } from '@/features/events/zones'
import { FormSection } from './FormSection'
import type { FormPart } from './parts'

/** While a year is typed digit by digit, it is one of antiquity. */
const typing = (local: string) => !local || local < '1900'

export function WhenItIs({ draft, change, errors }: FormPart) {
  const { t } = useTranslation()
  const instant = instantOf(draft.starts, draft.timezone)
  const day = draft.starts.slice(0, 10)
  const zones = useMemo(
    () => [...zonesAt(Date.parse(`${day}T12:00Z`) || 0, draft.timezone, ownZone())],
    [day, draft.timezone],
  )
  function start(starts: string) {
    // The end moves along, as it does in calendars.
    const length = (instantOf(draft.ends, draft.timezone) - instant) / 3_600_000
    const moves = length > 0 && !typing(starts) && !typing(draft.starts)
    change(moves ? { starts, ends: later(starts, draft.timezone, length) } : { starts })
  }
  return (
    <FormSection title={t('events.form.when.title')}>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          type="datetime-local"
          label={t('events.form.starts')}
          required
          value={draft.starts}
          onChange={(event) => start(event.target.value)}
          error={errors.starts}
        />
        <TextField
          type="datetime-local"
          label={t('events.form.ends')}
          required
          value={draft.ends}
          onChange={(event) => change({ ends: event.target.value })}
          error={errors.ends}
        />
      </div>
      <SelectField
        label={t('events.form.timezone')}
        hint={t('events.form.timezoneHint')}
        value={draft.timezone}
        onChange={(event) => change({ timezone: event.target.value })}
        error={errors.timezone}
      >
        {zones.map(([region, inside]) => (
          <optgroup key={region} label={region}>
            {inside.map((zone) => (
              <option key={zone.name} value={zone.name}>
                {zone.label}
              </option>
            ))}
          </optgroup>
        ))}
      </SelectField>
    </FormSection>
  )
}
