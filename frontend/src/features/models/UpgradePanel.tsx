import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LibraryOut, type ModelsOut, type UpgradeOut } from '@/api/generated'
import { abortUpgrade, compareAgain, dropOldModels, rollBackModels, switchModels } from '@/api/generated'
import { inOurWords } from '@/api/problems'
import { Button } from '@/components/Button'
import { ConfirmDialog } from '@/components/Dialog'
import { Notice, Progress } from '@/components/Feedback'
import { Card } from '@/components/Page'
import { toastProblem } from '@/components/problemToast'
import { peopleChanged } from '@/features/people/people'
import { formatDate, formatNumber } from '@/i18n/format'
import { ComparisonView } from './ComparisonView'
import { modelsChanged } from './models'
import { usePackNames } from './PackName'
import { RollBackDialog, SwitchDialog } from './SwitchDialog'

interface PanelProps {
  library: LibraryOut
  upgrade: UpgradeOut
  models: ModelsOut
  onLibrary: () => Promise<unknown>
}

type Asked = 'switch' | 'rollBack' | 'drop' | 'abort'

/** A move to other models at each time of its life. */
export function UpgradePanel({ library, upgrade, models, onLibrary }: PanelProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [asked, setAsked] = useState<Asked>()
  const [busy, setBusy] = useState(false)
  const panel = useRef<HTMLDivElement>(null)
  const { list } = usePackNames(models.packs)
  const names = { models: list(upgrade.new_packs), old: list(upgrade.old_packs) }
  const decided = useRef(onLibrary)
  useEffect(() => {
    decided.current = onLibrary
  })
  const { state } = upgrade
  useEffect(() => {
    void decided.current()
  }, [state])

  const call = { path: { library_id: library.id }, headers: { 'If-Match': `"${upgrade.revision}"` }, throwOnError: true } as const
  const step = async (how: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await how()
      await peopleChanged(queries)
    } catch (error) {
      toastProblem(error)
    }
    await modelsChanged(queries, library.id)
    setBusy(false)
    setAsked(undefined)
    panel.current?.focus()
  }
  const giveUp = (
    <Button busy={busy} onClick={() => setAsked('abort')}>
      {t('models.abort.action')}
    </Button>
  )
  const shut = () => setAsked(undefined)
  return (
    <div ref={panel} tabIndex={-1} role="group" aria-label={t('models.upgrade.label', names)} data-state={state} className="flex flex-col gap-4 outline-none">
      <p role="status" className="sr-only">
        {t(`models.state.${state}`, names)}
      </p>
      {(state === 'filling' || state === 'comparing') && (
        <Card className="flex flex-col gap-4">
          <UnderWay upgrade={upgrade} title={t(`models.state.${state}`, names)} />
          <p className="text-sm text-muted">{t('models.upgrade.meanwhile', names)}</p>
          <div>{giveUp}</div>
        </Card>
      )}
      {(state === 'dropping' || state === 'aborting') && (
        <Card>
          <Progress label={t(`models.state.${state}`, names)} />
        </Card>
      )}
      {state === 'ready' && (
        <Ready
          library={library}
          upgrade={upgrade}
          names={names}
          busy={busy}
          giveUp={giveUp}
          onSwitch={() => setAsked('switch')}
          onCompare={() => void step(() => compareAgain(call))}
        />
      )}
      {state === 'switched' && (
        <Card className="flex flex-col gap-4">
          <Notice tone="good" title={t('models.state.switched', names)}>
            {upgrade.keep_until ? t('models.switched.until', { ...names, when: formatDate(upgrade.keep_until) }) : t('models.switched.kept', names)}
          </Notice>
          <p className="max-w-2xl text-sm text-muted">{t('models.switched.text', names)}</p>
          <div className="flex flex-wrap gap-3">
            <Button busy={busy} onClick={() => setAsked('rollBack')}>
              {t('models.rollBack.action', names)}
            </Button>
            <Button busy={busy} onClick={() => setAsked('drop')}>
              {t('models.drop.action')}
            </Button>
          </div>
        </Card>
      )}
      <SwitchDialog
        open={asked === 'switch'}
        guests={library.kind === 'event'}
        names={names}
        busy={busy}
        onClose={shut}
        onSwitch={(body) => void step(() => switchModels({ ...call, body }))}
      />
      <RollBackDialog
        open={asked === 'rollBack'}
        guests={library.kind === 'event'}
        names={names}
        busy={busy}
        onClose={shut}
        onRollBack={(body) => void step(() => rollBackModels({ ...call, body }))}
      />
      <ConfirmDialog open={asked === 'drop'} onClose={shut} title={t('models.drop.title')} confirm={t('models.drop.confirm')} busy={busy} onConfirm={() => void step(() => dropOldModels(call))}>
        <p>{t('models.drop.text', names)}</p>
      </ConfirmDialog>
      <ConfirmDialog open={asked === 'abort'} onClose={shut} title={t('models.abort.title')} confirm={t('models.abort.confirm')} busy={busy} onConfirm={() => void step(() => abortUpgrade(call))}>
        <p>{t('models.abort.text', names)}</p>
      </ConfirmDialog>
    </div>
  )
}

function UnderWay({ upgrade, title }: { upgrade: UpgradeOut; title: string }) {
  const { t } = useTranslation()
  const { total, left, compared } = upgrade.progress
  if (upgrade.state === 'comparing') return <Progress label={title} value={compared ? compared / 100 : undefined} />
  const done = total - left
  return (
    <Progress
      label={title}
      value={total ? done / total : undefined}
      detail={t('models.upgrade.done', { done: formatNumber(done), total: formatNumber(total) })}
    />
  )
}

interface ReadyProps {
  library: LibraryOut
  upgrade: UpgradeOut
  names: { models: string; old: string }
  busy: boolean
  giveUp: ReactNode
  onSwitch: () => void
  onCompare: () => void
}

function Ready({ library, upgrade, names, busy, giveUp, onSwitch, onCompare }: ReadyProps) {
  const { t } = useTranslation()
  const again = (
    <Button busy={busy} onClick={onCompare}>
      {t('models.compare.again')}
    </Button>
  )
  if (upgrade.error_code || !upgrade.compared_at) {
    const { detail, advice } = inOurWords(upgrade.error_code, upgrade.error, '')
    return (
      <Card className="flex flex-col gap-4">
        <Notice tone="bad" title={t('models.compare.failed')}>
          {[detail, advice].filter(Boolean).join(' ')}
        </Notice>
        <div className="flex flex-wrap gap-3">
          {again}
          {giveUp}
        </div>
      </Card>
    )
  }
  return (
    <Card className="flex flex-col gap-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex max-w-2xl flex-col gap-1">
          <h3 className="text-lg font-semibold">{t('models.compare.title', names)}</h3>
          <p className="text-sm text-muted">{t('models.compare.text', names)}</p>
        </div>
        <div className="flex flex-wrap gap-3">
          {giveUp}
          <Button look="primary" busy={busy} onClick={onSwitch}>
            {t('models.switch.action')}
          </Button>
        </div>
      </div>
      {upgrade.rolled_back_at && <Notice>{t('models.rollBack.done', { ...names, when: formatDate(upgrade.rolled_back_at) })}</Notice>}
      {upgrade.stale && (
        <Notice tone="warn" title={t('models.compare.stale')} action={again}>
          {t('models.compare.staleText')}
        </Notice>
      )}
      <ComparisonView libraryId={library.id} comparedAt={upgrade.compared_at} names={names} />
    </Card>
  )
}
