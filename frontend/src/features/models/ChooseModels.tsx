import { useQueryClient } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LibraryOut, type ModelPackOut, type ModelsOut, startUpgrade } from '@/api/generated'
import { Button } from '@/components/Button'
import { classes } from '@/components/classes'
import { Badge } from '@/components/Feedback'
import { Card } from '@/components/Page'
import { toastProblem } from '@/components/problemToast'
import { formatNumber } from '@/i18n/format'
import { modelsChanged, obstacleOf } from './models'
import { usePackNames } from './PackName'

/** Which other models there are, and trying one of them. */
export function ChooseModels({ library, models }: { library: LibraryOut; models: ModelsOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const name = useId()
  const others = models.packs.filter((pack) => !models.in_use.includes(pack.name)).sort((a, b) => Number(Boolean(obstacleOf(a))) - Number(Boolean(obstacleOf(b))))
  const [chosen, setChosen] = useState(others.find((pack) => !obstacleOf(pack))?.name)
  const [busy, setBusy] = useState(false)

  const start = async () => {
    if (!chosen) return
    setBusy(true)
    try {
      await startUpgrade({ path: { library_id: library.id }, body: { packs: [chosen] }, throwOnError: true })
    } catch (error) {
      toastProblem(error)
    }
    await modelsChanged(queries, library.id)
    setBusy(false)
  }
  return (
    <Card aria-labelledby={`${name}-title`} className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h3 id={`${name}-title`} className="font-semibold">
          {t('models.choose.title')}
        </h3>
        <p className="max-w-2xl text-sm text-muted">{t('models.choose.text')}</p>
      </div>
      <fieldset className="grid gap-2 lg:grid-cols-2">
        <legend className="sr-only">{t('models.choose.title')}</legend>
        {others.map((pack) => (
          <Choice key={pack.name} pack={pack} models={models} group={name} chosen={pack.name === chosen} onChoose={() => setChosen(pack.name)} />
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button look="primary" icon={Play} busy={busy} disabled={!chosen} onClick={() => void start()}>
          {t('models.choose.start')}
        </Button>
        <p className="text-sm text-muted">
          {chosen ? t('models.choose.first', { count: library.photo_count, number: formatNumber(library.photo_count) }) : t('models.choose.none')}
        </p>
      </div>
    </Card>
  )
}

interface ChoiceProps {
  pack: ModelPackOut
  models: ModelsOut
  group: string
  chosen: boolean
  onChoose: () => void
}

function Choice({ pack, models, group, chosen, onChoose }: ChoiceProps) {
  const { t } = useTranslation()
  const { named, told } = usePackNames(models.packs)
  const obstacle = obstacleOf(pack)
  const id = `${group}-${pack.name}`
  return (
    <div
      className={classes(
        'relative flex flex-col gap-0.5 rounded-control border p-3 has-focus-visible:outline-3 has-focus-visible:outline-accent',
        chosen ? 'border-accent bg-accent-soft' : 'border-line',
        !chosen && !obstacle && 'hover:bg-sunken',
      )}
    >
      <label className={classes('flex flex-wrap items-center gap-x-3 gap-y-1 font-semibold after:absolute after:inset-0', obstacle && 'text-muted')}>
        <input
          type="radio"
          name={group}
          value={pack.name}
          aria-describedby={`${id}-text`}
          checked={chosen}
          disabled={Boolean(obstacle)}
          onChange={onChoose}
          className="relative z-10 size-5 shrink-0"
        />
        <span>{named(pack.name)}</span>
        {obstacle && <Badge>{t(`models.obstacle.${obstacle}`)}</Badge>}
      </label>
      <p id={`${id}-text`} className="pl-8 text-sm text-muted">
        {told(pack)} {t('models.choose.licence', { licence: pack.licence })} {pack.non_commercial && t('models.choose.nonCommercial')}
      </p>
    </div>
  )
}
