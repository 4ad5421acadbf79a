import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemNotice, Skeleton } from '@/components/Feedback'
import { FormDialog, useDialogForm } from '@/components/FormDialog'
import { labelsAmongOptions } from '@/features/find/queries'
import { sameName } from '@/features/people/people'
import { useLabelActions } from './actions'
import { LabelField } from './LabelField'

interface LabelsProps {
  open: boolean
  onClose: () => void
  libraryId: string
  /** The photos that are chosen. */
  ids: readonly string[]
}

/** The labels of many photos: a tick puts one on all of them, no tick takes it off all; those on some stay on these. */
export function LabelsDialog({ open, onClose, libraryId, ids }: LabelsProps) {
  const { t } = useTranslation()
  return (
    <FormDialog open={open} onClose={onClose} title={t('find.labels.heading', { count: ids.length })}>
      <Labels libraryId={libraryId} ids={ids} />
    </FormDialog>
  )
}

function Labels({ libraryId, ids }: Pick<LabelsProps, 'libraryId' | 'ids'>) {
  const { t } = useTranslation()
  const actions = useLabelActions(libraryId)
  const found = useQuery(labelsAmongOptions(libraryId, ids))
  const [said, setSaid] = useState<ReadonlyMap<string, boolean>>(new Map())
  const field = useRef<HTMLInputElement>(null)
  // The dialog gives the focus away when it opens: the attribute counts.
  useEffect(() => field.current?.setAttribute('autofocus', ''), [])
  const there = found.data ?? []
  const fresh = [...said].filter(([name, on]) => on && !there.some((one) => one.name === name)).map(([name]) => ({ name, count: 0 }))
  const rows = [...there, ...fresh]
  const say = (name: string, on: boolean) => setSaid((before) => new Map(before).set(name, on))
  const { form } = useDialogForm(async () => {
    const wanted = [...said].filter(([name, on]) => (there.find((one) => one.name === name)?.count ?? 0) !== (on ? ids.length : 0))
    const named = (on: boolean) => wanted.filter(([, is]) => is === on).map(([name]) => name)
    return wanted.length === 0 || actions.change(ids, named(true), named(false))
  })
  return (
    <form {...form} className="flex min-h-72 flex-col gap-4">
      <LabelField
        ref={field}
        libraryId={libraryId}
        label={t('find.labels.add')}
        except={rows.filter((row) => said.get(row.name) ?? row.count === ids.length).map((row) => row.name)}
        onChoose={(name) => say(rows.find((row) => sameName(row.name, name))?.name ?? name, true)}
      />
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Skeleton className="h-11" />}
      {found.isSuccess && rows.length === 0 && <p className="text-sm text-muted">{t('find.labels.none', { count: ids.length })}</p>}
      <ul className="flex flex-col" aria-label={t('find.labels.title')}>
        {rows.map((row) => (
          <li key={row.name}>
            <Tick
              name={row.name}
              count={said.has(row.name) ? (said.get(row.name) ? ids.length : 0) : row.count}
              of={ids.length}
              onChange={(on) => say(row.name, on)}
            />
          </li>
        ))}
      </ul>
    </form>
  )
}

function Tick({ name, count, of, onChange }: { name: string; count: number; of: number; onChange: (on: boolean) => void }) {
  const { t } = useTranslation()
  const box = useRef<HTMLInputElement>(null)
  const some = count > 0 && count < of
  useEffect(() => {
    if (box.current) box.current.indeterminate = some
  }, [some])
  return (
    <label className="flex min-h-11 items-center gap-3">
      <input ref={box} type="checkbox" checked={count === of} onChange={(event) => onChange(event.target.checked)} className="size-5 shrink-0" />
      <span className="min-w-0 grow break-words">{name}</span>
      {of > 1 && <span className="text-sm text-muted">{t('find.labels.onSome', { count, of })}</span>}
    </label>
  )
}
