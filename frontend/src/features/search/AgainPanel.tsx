import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ChevronDown, ScanSearch } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  listSearchPacksOptions,
  listSearchesQueryKey,
  startSearchMutation,
} from '@/api/generated/@tanstack/react-query.gen'
import { Button } from '@/components/Button'
import { CheckField, FieldGroup } from '@/components/Field'
import { ProblemNotice } from '@/components/Feedback'
import { Segmented } from '@/components/Segmented'
import { formatProbability } from '@/i18n/format'
import { packDescription, packTitle } from './packs'

const STRICTNESS = ['strict', 'balanced', 'broad'] as const
type How = (typeof STRICTNESS)[number] | 'probability'

/** Searching once more, more strictly or more broadly, or with some of the event's models. */
export function AgainPanel({ registrationId }: { registrationId: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const path = { registration_id: registrationId }
  const known = useQuery(listSearchPacksOptions({ path }))
  const [how, setHow] = useState<How>('balanced')
  const [probability, setProbability] = useState(0.9)
  const [left, setLeft] = useState<string[]>([])
  const packs = known.data?.items ?? []
  const chosen = packs.map((pack) => pack.name).filter((name) => !left.includes(name))
  const start = useMutation({
    ...startSearchMutation(),
    onSuccess: async (search) => {
      await queries.invalidateQueries({ queryKey: listSearchesQueryKey({ path }) })
      await navigate({ to: '/my/$registrationId/searches/$searchId', params: { registrationId, searchId: search.id } })
    },
  })
  const ask = () =>
    start.mutate({
      path,
      body: {
        packs: packs.length > 1 && chosen.length < packs.length ? chosen : null,
        ...(how === 'probability' ? { probability } : { strictness: how }),
      },
    })
  return (
    <details className="group rounded-card border border-line bg-surface">
      <summary className="flex min-h-12 items-center gap-3 rounded-card px-4 font-semibold marker:content-['']">
        <ScanSearch aria-hidden className="size-5 text-muted" />
        <span className="grow">{t('guest.again.title')}</span>
        <ChevronDown aria-hidden className="size-5 text-muted transition-transform group-open:rotate-180" />
      </summary>
      <div className="flex flex-col gap-5 px-4 pt-1 pb-5">
        <p className="max-w-2xl text-sm text-muted">{t('guest.again.lead')}</p>
        <Segmented
          label={t('guest.again.strictness')}
          value={how}
          onChange={setHow}
          options={[...STRICTNESS, 'probability' as const].map((value) => ({ value, label: t(`guest.again.${value}.name`) }))}
        />
        <p className="text-sm text-muted">{t(`guest.again.${how}.text`)}</p>
        {how === 'probability' && (
          <label className="flex max-w-md flex-col gap-2 text-sm font-semibold">
            <span className="flex justify-between">
              {t('guest.again.probability.least')}
              <output className="tabular-nums">{formatProbability(probability)}</output>
            </span>
            <input
              type="range"
              min={0.05}
              max={0.99}
              step={0.01}
              value={probability}
              aria-valuetext={formatProbability(probability)}
              onChange={(event) => setProbability(Number(event.target.value))}
              className="h-8 w-full"
            />
          </label>
        )}
        {packs.length > 1 && (
          <FieldGroup legend={t('guest.again.models')} hint={t('guest.again.modelsHint')}>
            {packs.map((pack) => (
              <CheckField
                key={pack.name}
                label={packTitle(pack.name)}
                hint={packDescription(pack)}
                checked={!left.includes(pack.name)}
                onChange={(event) => setLeft(event.target.checked ? left.filter((one) => one !== pack.name) : [...left, pack.name])}
              />
            ))}
          </FieldGroup>
        )}
        {start.isError && <ProblemNotice error={start.error} />}
        <Button look="primary" className="self-start" busy={start.isPending} disabled={packs.length > 1 && chosen.length === 0} onClick={ask}>
          {t('guest.again.action')}
        </Button>
      </div>
    </details>
  )
}
