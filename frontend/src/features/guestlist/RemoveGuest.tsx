import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { GuestOut } from '@/api/generated'
import { deleteRegistrationMutation } from '@/api/generated/@tanstack/react-query.gen'
import { ConfirmDialog } from '@/components/Dialog'
import { ProblemNotice } from '@/components/Feedback'
import { toast } from '@/components/toasts'
import { guestsChanged } from './guests'

interface RemoveGuestProps {
  guest: GuestOut | undefined
  eventId: string
  onClose: () => void
}

/** Asks before a guest is taken off the list: what is destroyed does not come back. */
export function RemoveGuest({ guest, eventId, onClose }: RemoveGuestProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const remove = useMutation({
    ...deleteRegistrationMutation(),
    onSuccess: async () => {
      toast(t('events.guests.remove.done', { name: guest?.name || guest?.email }), { tone: 'good' })
      onClose()
      await guestsChanged(queries, eventId)
    },
  })
  return (
    <ConfirmDialog
      open={guest !== undefined}
      onClose={() => {
        remove.reset()
        onClose()
      }}
      onConfirm={() => guest && remove.mutate({ path: { registration_id: guest.id } })}
      busy={remove.isPending}
      title={t('events.guests.remove.title', { name: guest?.name || guest?.email })}
      confirm={t('events.guests.remove.confirm')}
    >
      <div className="flex flex-col gap-3">
        <p>{t('events.guests.remove.text')}</p>
        <p>{t('events.guests.remove.again')}</p>
        {remove.isError && <ProblemNotice error={remove.error} />}
      </div>
    </ConfirmDialog>
  )
}
