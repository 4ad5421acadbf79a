import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createToken, type TokenMade } from '@/api/generated'
import { Button } from '@/components/Button'
import { SelectField, TextField } from '@/components/Field'
import { Segmented } from '@/components/Segmented'
import { FailureNotice } from '../session/FailureNotice'
import { useSubmission } from '../session/useSubmission'
import { type Access, type Resource, RESOURCES, scopesOf } from './scopes'

const LIVES = [7, 30, 90, 366]
const ACCESSES: Access[] = ['none', 'read', 'write']

/** What a new token is for, what it may do, and for how long. */
export function TokenForm({ onMade, onClose }: { onMade: (token: TokenMade) => void; onClose: () => void }) {
  const { t } = useTranslation()
  const { form, busy, failure, setFailure, onSubmit } = useSubmission()
  const [chosen, setChosen] = useState<Record<Resource, Access>>({ account: 'none', events: 'none', photos: 'none', guests: 'none' })
  return (
    <form
      ref={form}
      className="flex flex-col gap-5 pb-4"
      onSubmit={onSubmit(async ({ name = '', days }) => {
        const scopes = scopesOf(chosen)
        if (scopes.length === 0) return { code: 'no_scopes', fields: { scopes: t('account.tokens.nothing') } }
        const { data } = await createToken({ body: { name: name.trim(), scopes, days: Number(days) }, throwOnError: true })
        onMade(data)
      })}
    >
      <FailureNotice failure={failure} />
      <TextField
        label={t('account.tokens.name')}
        hint={t('account.tokens.nameHint')}
        name="name"
        required
        maxLength={100}
        autoComplete="off"
        error={failure?.fields.name}
      />
      <div role="group" aria-labelledby="token-may" aria-describedby="token-may-error" className="flex flex-col gap-3">
        <p id="token-may" className="text-sm font-semibold">
          {t('account.tokens.mayDo')}
        </p>
        {RESOURCES.map((resource) => (
          <div key={resource} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <span aria-hidden>{t(`account.tokens.resource.${resource}`)}</span>
            <Segmented
              label={t(`account.tokens.resource.${resource}`)}
              value={chosen[resource]}
              options={ACCESSES.map((value) => ({ value, label: t(`account.tokens.access.${value}`) }))}
              onChange={(access) => {
                setChosen({ ...chosen, [resource]: access })
                if (failure?.code === 'no_scopes') setFailure(null)
              }}
            />
          </div>
        ))}
        <p id="token-may-error" role="alert" className="text-sm font-medium text-bad empty:hidden">
          {failure?.fields.scopes}
        </p>
      </div>
      <SelectField label={t('account.tokens.life')} name="days" defaultValue={90} error={failure?.fields.days}>
        {LIVES.map((days) => (
          <option key={days} value={days}>
            {t('account.tokens.days', { count: days })}
          </option>
        ))}
      </SelectField>
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{t('shell.cancel')}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {t('account.tokens.make')}
        </Button>
      </div>
    </form>
  )
}
