import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { LibraryOut, ModelsOut, UpgradeOut } from '@/api/generated'
import { Badge, Notice, ProblemNotice, Skeleton } from '@/components/Feedback'
import { Card } from '@/components/Page'
import { formatDate } from '@/i18n/format'
import { ChooseModels } from './ChooseModels'
import { isOver, modelsOptions, upgradeOptions } from './models'
import { usePackNames } from './PackName'
import { UpgradePanel } from './UpgradePanel'

interface PageProps {
  library: LibraryOut
  /** The library, or its event, is to be asked for anew. */
  onLibrary: () => Promise<unknown>
}

/** Which models find and recognise faces in one's photos, and the way to other ones. */
export function ModelsPage({ library, onLibrary }: PageProps) {
  const { t } = useTranslation()
  const models = useQuery(modelsOptions(library.id))
  const upgrade = useQuery(upgradeOptions(library.id))
  return (
    <section aria-labelledby="models" className="flex flex-col gap-6">
      <div className="flex flex-col gap-1.5">
        <h2 id="models" className="display text-xl">
          {t('models.title')}
        </h2>
        <p className="max-w-2xl text-muted">{t('models.lead')}</p>
      </div>
      {(models.isPending || upgrade.isPending) && <Skeleton className="h-40" />}
      {models.isError && <ProblemNotice error={models.error} onRetry={() => void models.refetch()} />}
      {upgrade.isError && <ProblemNotice error={upgrade.error} onRetry={() => void upgrade.refetch()} />}
      {models.data && upgrade.data !== undefined && (
        <>
          <InUse models={models.data} />
          {isOver(upgrade.data?.state) && upgrade.data && <Last upgrade={upgrade.data} models={models.data} />}
          {upgrade.data && !isOver(upgrade.data.state) ? (
            <UpgradePanel library={library} upgrade={upgrade.data} models={models.data} onLibrary={onLibrary} />
          ) : (
            <ChooseModels library={library} models={models.data} />
          )}
        </>
      )}
    </section>
  )
}

function InUse({ models }: { models: ModelsOut }) {
  const { t } = useTranslation()
  const { named, told } = usePackNames(models.packs)
  const shown = [...models.in_use, ...models.beside]
  return (
    <Card aria-labelledby="models-in-use" className="flex flex-col gap-3">
      <h3 id="models-in-use" className="font-semibold">
        {t('models.inUse.title')}
      </h3>
      <ul className="divide-y divide-line">
        {shown.map((name) => {
          const pack = models.packs.find((one) => one.name === name)
          const decides = models.in_use.includes(name)
          return (
            <li key={name} className="flex flex-col gap-0.5 py-3 first:pt-0 last:pb-0">
              <span className="flex flex-wrap items-center gap-2 font-semibold">
                {named(name)}
                <Badge tone={decides ? 'good' : 'plain'}>{decides ? t('models.inUse.decides') : t('models.inUse.looks')}</Badge>
              </span>
              {pack && <span className="text-sm text-muted">{told(pack)}</span>}
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

/** How the last move ended. */
function Last({ upgrade, models }: { upgrade: UpgradeOut; models: ModelsOut }) {
  const { t } = useTranslation()
  const { list } = usePackNames(models.packs)
  const when = upgrade.finished_at ? formatDate(upgrade.finished_at) : ''
  if (upgrade.state === 'done') {
    return (
      <Notice tone="good" title={t('models.last.done', { models: list(upgrade.new_packs) })}>
        {t('models.last.when', { when })}
      </Notice>
    )
  }
  return (
    <Notice title={t('models.last.aborted', { models: list(upgrade.new_packs) })}>
      {t('models.last.unchanged', { when })}
    </Notice>
  )
}
