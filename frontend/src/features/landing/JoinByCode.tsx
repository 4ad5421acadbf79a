import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { TextField } from '@/components/Field'

/** The way into an event for who has its code. */
export function JoinByCode() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [code, setCode] = useState('')
  const [missing, setMissing] = useState(false)
  function join(event: FormEvent) {
    event.preventDefault()
    const wanted = code.trim()
    setMissing(!wanted)
    if (wanted) void navigate({ to: '/join/$code', params: { code: wanted } })
  }
  return (
    <form onSubmit={join} className="flex items-start gap-3">
      <div className="grow">
        <TextField
          label={t('landing.code.label')}
          hint={t('landing.code.hint')}
          error={missing ? t('landing.code.missing') : undefined}
          placeholder={t('landing.code.placeholder')}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          maxLength={40}
          className="font-semibold tracking-wider uppercase placeholder:font-normal"
        />
      </div>
      <Button type="submit" look="primary" className="mt-6.5">
        {t('landing.code.action')}
      </Button>
    </form>
  )
}
