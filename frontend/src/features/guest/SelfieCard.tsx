import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inOurWords } from '@/api/problems'
import type { SelfieOut } from '@/api/generated'
import { deleteSelfieMutation, listSelfiesQueryKey } from '@/api/generated/@tanstack/react-query.gen'
import { Button } from '@/components/Button'
import { ConfirmDialog } from '@/components/Dialog'
import { Badge, ProblemNotice, type Tone } from '@/components/Feedback'
import { toast } from '@/components/toasts'
import { loadAnew } from '@/features/myphotos/matches'
import { isRefusal } from '@/features/selfie/refusals'
import { formatDate, formatDateTime } from '@/i18n/format'
import { registrationChanged } from './registration'
import { WhatGoes } from './WhatGoes'

const TONES: Record<SelfieOut['state'], Tone> = { received: 'accent', ready: 'good', refused: 'warn' }

interface SelfieCardProps {
  registrationId: string
  selfie: SelfieOut
  number: number
  /** No other selfie is there. */
  only: boolean
}

/** A selfie that was shown: what of it is kept, until when, and how to destroy it now. */
export function SelfieCard({ registrationId, selfie, number, only }: SelfieCardProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [asked, setAsked] = useState(false)
  const path = { registration_id: registrationId, selfie_id: selfie.id }
  const destroy = useMutation({
    ...deleteSelfieMutation(),
    onSuccess: async ({ search }) => {
      setAsked(false)
      toast(t('guest.sharing.deleted'))
      await Promise.all([
        queries.invalidateQueries({ queryKey: listSelfiesQueryKey({ path: { registration_id: registrationId } }) }),
        registrationChanged(queries, registrationId),
        loadAnew(queries, registrationId),
      ])
      // With those that are left it is searched anew.
      if (search) await navigate({ to: '/my/$registrationId/searches/$searchId', params: { registrationId, searchId: search } })
    },
  })
  const refused = selfie.state === 'refused'
  return (
    <li className="flex gap-4 rounded-card border border-line bg-surface p-4">
      {selfie.crop ? (
        <img src={selfie.crop} alt={t('guest.sharing.crop', { number })} className="size-24 shrink-0 rounded-control object-cover" />
      ) : (
        <div aria-hidden className="size-24 shrink-0 rounded-control bg-sunken" />
      )}
      <div className="flex min-w-0 grow flex-col items-start gap-1.5">
        <h3 className="font-semibold">{t('guest.sharing.selfie', { number })}</h3>
        <Badge tone={TONES[selfie.state]}>{t(`guest.sharing.state.${selfie.state}`)}</Badge>
        <p className="text-sm text-muted">
          {refused
            ? isRefusal(selfie.code)
              ? t(`guest.refused.${selfie.code}.title`)
              : inOurWords(selfie.code, selfie.error, selfie.advice).detail
            : t('guest.sharing.shown', { when: formatDateTime(selfie.created_at) })}
        </p>
        <p className="text-sm text-muted">{refused ? t('guest.sharing.pictureGone') : t('guest.sharing.expires', { date: formatDate(selfie.expires_at) })}</p>
        <Button size="small" icon={Trash2} onClick={() => setAsked(true)}>
          {t('shell.delete')}
          <span className="sr-only"> ({t('guest.sharing.selfie', { number })})</span>
        </Button>
      </div>
      <ConfirmDialog
        open={asked}
        onClose={() => setAsked(false)}
        title={t('guest.sharing.deleteTitle')}
        confirm={t('shell.delete')}
        busy={destroy.isPending}
        onConfirm={() => destroy.mutate({ path })}
      >
        <WhatGoes
          what={['selfie', 'faceDataOfOne', 'onlyThrough']}
          after={only ? t('guest.sharing.afterLast') : t('guest.sharing.afterOne')}
        />
        {destroy.isError && <ProblemNotice error={destroy.error} />}
      </ConfirmDialog>
    </li>
  )
}
