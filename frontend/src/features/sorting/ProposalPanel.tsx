import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, Trash2 } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyProposal, discardProposal, type ProposalDetailOut } from '@/api/generated'
import { inOurWords } from '@/api/problems'
import { Button } from '@/components/Button'
import { Notice, ProblemNotice, Progress, Skeleton } from '@/components/Feedback'
import { Card } from '@/components/Page'
import { toastProblem } from '@/components/problemToast'
import { peopleChanged } from '@/features/people/people'
import { formatNumber } from '@/i18n/format'
import { proposalOptions } from './queries'
import { WhatChanges } from './WhatChanges'

interface PanelProps {
  id: string
  /** It was applied, discarded, or came to an end by itself. */
  onDecided: () => void
}

/** A clustering at each time of its life. */
export function ProposalPanel({ id, onDecided }: PanelProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const asked = useQuery(proposalOptions(id))
  const [busy, setBusy] = useState(false)
  const panel = useRef<HTMLDivElement>(null)
  const state = asked.data?.state
  const before = useRef(state)
  const decided = useRef(onDecided)
  useEffect(() => {
    decided.current = onDecided
  })
  useEffect(() => {
    const was = before.current
    before.current = state
    if (was === undefined || state === was) return
    if (state === 'applied') void peopleChanged(queries)
    decided.current()
  }, [state, queries])

  if (asked.isPending) return <Skeleton className="h-32" />
  if (asked.isError) return <ProblemNotice error={asked.error} onRetry={() => void asked.refetch()} />
  const proposal = asked.data
  const decide = async (how: typeof applyProposal | typeof discardProposal) => {
    setBusy(true)
    try {
      await how({ path: { proposal_id: id }, throwOnError: true })
    } catch (error) {
      toastProblem(error)
    }
    await asked.refetch()
    setBusy(false)
    panel.current?.focus()
  }
  const discard = (
    <Button icon={Trash2} busy={busy} onClick={() => void decide(discardProposal)}>
      {t('sorting.preview.discard')}
    </Button>
  )
  return (
    <div ref={panel} tabIndex={-1} role="group" aria-label={t('sorting.preview.title')} data-state={proposal.state} className="flex flex-col gap-4 outline-none">
      <p role="status" className="sr-only">
        {t(`sorting.preview.state.${proposal.state}`)}
      </p>
      {(proposal.state === 'waiting' || proposal.state === 'applying') && (
        <Card className="flex flex-col gap-4">
          <Progress label={t(`sorting.preview.state.${proposal.state}`)} detail={t(`sorting.algorithms.${proposal.algorithm}.name`)} />
          {proposal.state === 'waiting' && <div>{discard}</div>}
        </Card>
      )}
      {proposal.state === 'ready' && <Ready proposal={proposal} discard={discard} busy={busy} onApply={() => void decide(applyProposal)} />}
      {proposal.state === 'applied' && (
        <Notice tone="good" title={t('sorting.preview.state.applied')}>
          {t('sorting.preview.moved', { count: proposal.changes?.moved ?? 0, number: formatNumber(proposal.changes?.moved ?? 0) })}
        </Notice>
      )}
      {proposal.state === 'discarded' && <Notice title={t('sorting.preview.state.discarded')}>{t('sorting.preview.unchanged')}</Notice>}
      {proposal.state === 'failed' && <Failed proposal={proposal} />}
    </div>
  )
}

function Failed({ proposal }: { proposal: ProposalDetailOut }) {
  const { t } = useTranslation()
  const { detail, advice } = inOurWords(proposal.error_code, proposal.error, '')
  return (
    <Notice tone="bad" title={t('sorting.preview.state.failed')}>
      {[detail, advice].filter(Boolean).join(' ')}
    </Notice>
  )
}

interface ReadyProps {
  proposal: ProposalDetailOut
  discard: ReactNode
  busy: boolean
  onApply: () => void
}

function Ready({ proposal, discard, busy, onApply }: ReadyProps) {
  const { t } = useTranslation()
  if (!proposal.changes?.moved) {
    return (
      <Notice tone="good" title={t('sorting.preview.same.title')} action={discard}>
        {t('sorting.preview.same.text', { algorithm: t(`sorting.algorithms.${proposal.algorithm}.name`) })}
      </Notice>
    )
  }
  return (
    <Card className="flex flex-col gap-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div>
          <h3 className="text-lg font-semibold">{t('sorting.preview.state.ready')}</h3>
          <p className="text-sm text-muted">{t(`sorting.algorithms.${proposal.algorithm}.name`)}</p>
        </div>
        <div className="flex flex-wrap gap-3">
          {discard}
          <Button look="primary" icon={Check} busy={busy} onClick={onApply}>
            {t('sorting.preview.apply')}
          </Button>
        </div>
      </div>
      <WhatChanges proposal={proposal} changes={proposal.changes} />
      <p className="text-sm text-muted">{t('sorting.preview.kept')}</p>
    </Card>
  )
}
