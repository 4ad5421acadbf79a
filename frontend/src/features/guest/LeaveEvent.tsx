import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RegistrationOut } from '@/api/generated'
import { deleteRegistrationMutation, getRegistrationQueryKey, listRegistrationsQueryKey } from '@/api/generated/@tanstack/react-query.gen'
import { Button } from '@/components/Button'
import { ConfirmDialog } from '@/components/Dialog'
import { ProblemNotice } from '@/components/Feedback'
import { toast } from '@/components/toasts'
import { WhatGoes } from './WhatGoes'

/** The way out of an event; says what is destroyed, as it cannot be undone. */
export function LeaveEvent({ registration }: { registration: RegistrationOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [asked, setAsked] = useState(false)
  const path = { registration_id: registration.id }
  const leave = useMutation({
    ...deleteRegistrationMutation(),
    onSuccess: async () => {
      toast(t('guest.leave.done', { name: registration.event.name }))
      await navigate({ to: '/my' })
      queries.removeQueries({ queryKey: getRegistrationQueryKey({ path }) })
      await queries.invalidateQueries({ queryKey: listRegistrationsQueryKey() })
    },
  })
  return (
    <>
      <Button icon={LogOut} onClick={() => setAsked(true)}>
        {t('guest.leave.action')}
      </Button>
      <ConfirmDialog
        open={asked}
        onClose={() => setAsked(false)}
        title={t('guest.leave.title', { name: registration.event.name })}
        confirm={t('guest.leave.confirm')}
        busy={leave.isPending}
        onConfirm={() => leave.mutate({ path })}
      >
        <WhatGoes what={['selfies', 'faceData', 'searches', 'photos', 'membership']} after={t('guest.leave.after')} />
        {leave.isError && <ProblemNotice error={leave.error} />}
      </ConfirmDialog>
    </>
  )
}
