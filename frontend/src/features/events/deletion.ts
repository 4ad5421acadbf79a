import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { deleteEventMutation, getEventQueryKey, restoreEventMutation } from '@/api/generated/@tanstack/react-query.gen'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { eventIs, eventsChanged } from './cache'

/** Brings a deleted event back, and says so. */
export function useRestoreEvent() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  return useMutation({
    ...restoreEventMutation(),
    onSuccess: async (event) => {
      await eventIs(queries, event)
      toast(t('events.delete.restored', { name: event.name }), { tone: 'good' })
    },
    onError: toastProblem,
  })
}

/** Deletes an event; a toast offers to bring it back. */
export function useDeleteEvent(event: EventOut) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const restore = useRestoreEvent()
  const path = { event_id: event.id }
  return useMutation({
    ...deleteEventMutation({ path }),
    onSuccess: async () => {
      await navigate({ to: '/events', ignoreBlocker: true })
      queries.removeQueries({ queryKey: getEventQueryKey({ path }) })
      await eventsChanged(queries)
      toast(t('events.delete.done', { name: event.name }), { undo: () => restore.mutate({ path }) })
    },
    onError: toastProblem,
  })
}
