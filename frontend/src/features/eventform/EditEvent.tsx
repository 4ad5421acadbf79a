import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ScanFace, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { editEventMutation, getEventOptions } from '@/api/generated/@tanstack/react-query.gen'
import { asProblem, statusOf } from '@/api/problems'
import { Button, ButtonLink } from '@/components/Button'
import { ConfirmDialog } from '@/components/Dialog'
import { Notice } from '@/components/Feedback'
import { toast } from '@/components/toasts'
import { eventIs } from '@/features/events/cache'
import { useDeleteEvent } from '@/features/events/deletion'
import { availableUntil, draftOf, type EventDraft, patchOf, rebased } from './draft'
import { EventForm } from './EventForm'
import { FormSection } from './FormSection'

/** The settings of an event. What is edited stays what it was when the page was opened, whatever the cache learns. */
export function EditEvent({ event }: { event: EventOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [base, setBase] = useState(event)
  const [round, setRound] = useState(0)
  const [kept, setKept] = useState<EventDraft>()
  const [ending, setEnding] = useState<EventDraft>()
  const [mine, setMine] = useState<EventDraft>()
  const [failure, setFailure] = useState<unknown>()
  const before = draftOf(base)
  const path = { event_id: event.id }
  const edit = useMutation({
    ...editEventMutation(),
    onSuccess: async (saved) => {
      setBase(saved)
      setKept(undefined)
      await eventIs(queries, saved)
      toast(t('shell.saved'), { tone: 'good' })
    },
  })
  const destroy = useDeleteEvent(event)

  function save(draft: EventDraft) {
    setEnding(undefined)
    setMine(draft)
    const revision = base.hosting?.revision
    edit.mutate({ path, body: patchOf(draft, before), headers: revision === undefined ? {} : { 'If-Match': `"${revision}"` } })
  }
  function ask(draft: EventDraft) {
    const ends = availableUntil(draft) <= Date.now() && base.state !== 'expired'
    if (ends) setEnding(draft)
    else save(draft)
  }
  async function takeNewer(keepMine: boolean) {
    try {
      const newer = await queries.fetchQuery({ ...getEventOptions({ path }), staleTime: 0 })
      setKept(keepMine && mine ? rebased(mine, before, draftOf(newer)) : undefined)
      setBase(newer)
      setRound((count) => count + 1)
      setFailure(undefined)
      edit.reset()
    } catch (error) {
      setFailure(error)
    }
  }
  const stale = statusOf(edit.error) === 412
  return (
    <>
      <EventForm
        key={round}
        before={before}
        initial={kept}
        host={base.host}
        cover={kept && kept.cover !== before.cover ? null : base.cover}
        eventId={event.id}
        action={t('events.edit.action')}
        saving={edit.isPending}
        error={edit.error}
        onSubmit={ask}
        notice={
          stale ? (
            <Notice tone="warn" title={t('events.edit.stale.title')}>
              <div role="alert" className="flex flex-col items-start gap-3">
                <p>{failure === undefined ? t('events.edit.stale.text') : asProblem(failure).detail}</p>
                <div className="flex flex-wrap gap-3">
                  <Button size="small" onClick={() => void takeNewer(true)}>
                    {t('events.edit.stale.keep')}
                  </Button>
                  <Button size="small" onClick={() => void takeNewer(false)}>
                    {t('events.edit.stale.discard')}
                  </Button>
                </div>
              </div>
            </Notice>
          ) : undefined
        }
      >
        <FormSection title={t('events.models.title')} text={t('events.models.text')}>
          <div>
            <ButtonLink to="/events/$eventId/people/models" params={{ eventId: event.id }} icon={ScanFace}>
              {t('events.models.action')}
            </ButtonLink>
          </div>
        </FormSection>
        <FormSection title={t('events.delete.title')} text={t('events.delete.text')}>
          <div>
            <Button icon={Trash2} look="danger" busy={destroy.isPending} onClick={() => destroy.mutate({ path })}>
              {t('events.delete.action')}
            </Button>
          </div>
        </FormSection>
      </EventForm>
      <ConfirmDialog
        open={ending !== undefined}
        onClose={() => setEnding(undefined)}
        onConfirm={() => ending && save(ending)}
        title={t('events.edit.ends.title')}
        confirm={t('events.edit.ends.confirm')}
      >
        <p>{t('events.edit.ends.text')}</p>
      </ConfirmDialog>
    </>
  )
}
