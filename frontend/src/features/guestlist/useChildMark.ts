import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { GuestOut } from '@/api/generated'
import { markChildMutation } from '@/api/generated/@tanstack/react-query.gen'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { guestsChanged } from './guests'

/** Marks a guest of an event as a child, or takes that back, with the way back in a toast. */
export function useChildMark(eventId: string): (guest: GuestOut) => void {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const mark = useMutation({ ...markChildMutation(), onError: toastProblem })
  const say = (guest: GuestOut, child: boolean) =>
    mark.mutate(
      { path: { registration_id: guest.id }, body: { child } },
      {
        onSuccess: () => {
          const name = guest.name || guest.email
          toast(t(child ? 'events.guests.child.marked' : 'events.guests.child.unmarked', { name }), { undo: () => say(guest, !child) })
          void guestsChanged(queries, eventId)
        },
      },
    )
  return (guest) => say(guest, !guest.child_by_host)
}
