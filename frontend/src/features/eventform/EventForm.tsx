import { Eye, Save } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asProblem } from '@/api/problems'
import { Button } from '@/components/Button'
import { Notice, ProblemNotice } from '@/components/Feedback'
import { CoverField } from './CoverField'
import { type FormField, SHOWN_AT, wrongWith } from './checks'
import { Delivery } from './Delivery'
import { type EventDraft, patchOf } from './draft'
import { GuestPreview } from './GuestPreview'
import { Limits } from './Limits'
import { UnsavedGuard } from './UnsavedGuard'
import { WhatAndWhere } from './WhatAndWhere'
import { WhenItIs } from './WhenItIs'
import { WhoMayJoin } from './WhoMayJoin'

interface EventFormProps {
  /** What is stored; an untouched draft for a new event. */
  before: EventDraft
  /** What the form begins with, where that is something else already. */
  initial?: EventDraft
  host: string
  /** The event's present cover, by its address. */
  cover?: string | null
  /** Of an event that exists: it may have a cover. */
  eventId?: string
  begins?: number
  action: string
  saving: boolean
  error?: unknown
  /** Shown instead of what the server said, for a failure that has its own way out. */
  notice?: ReactNode
  onSubmit: (draft: EventDraft) => void
  children?: ReactNode
}

/** Everything a photographer says about an event, with what guests will see of it beside. */
export function EventForm({ before, initial, host, cover, eventId, begins, action, saving, error, notice, onSubmit, children }: EventFormProps) {
  const { t } = useTranslation()
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState(initial ?? before)
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [tried, setTried] = useState(0)
  const [picture, setPicture] = useState(cover ?? null)
  const wrong = wrongWith(draft, begins)
  const refused = error === undefined || error === null ? {} : asProblem(error).fields
  const unsaved = Object.keys(patchOf(draft, before)).length > 0

  const errors: Partial<Record<FormField, string>> = {}
  for (const [name, said] of Object.entries(refused)) {
    const field = SHOWN_AT[name.split('.').at(-1) ?? '']
    // What was changed since is no longer what was refused.
    if (field && !touched.has(field)) errors[field] = said.join(' ')
  }
  if (tried > 0) {
    for (const field of Object.keys(wrong) as FormField[]) {
      const what = wrong[field]
      if (what) errors[field] = t(`events.form.wrong.${what}`)
    }
  }

  const attempt = useRef(0)
  useEffect(() => {
    // The first field that is wrong, once for each try to save.
    if (tried === attempt.current && (error === undefined || error === null)) return
    attempt.current = tried
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [tried, error])

  function change(part: Partial<EventDraft>) {
    setDraft((had) => ({ ...had, ...part }))
    setTouched((had) => new Set([...had, ...Object.keys(part)]))
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    setTried((count) => count + 1)
    if (Object.keys(wrong).length > 0 || saving) return
    setTouched(new Set())
    onSubmit(draft)
  }
  const part = { draft, change, errors }
  const preview = <GuestPreview draft={draft} host={host} cover={picture} begins={begins} />
  const failed = notice ?? (error !== undefined && error !== null ? <ProblemNotice error={error} /> : null)
  return (
    <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <UnsavedGuard unsaved={unsaved && !saving} />
      <form
        ref={form}
        noValidate
        onSubmit={submit}
        aria-label={action}
        className="flex flex-col gap-6 [&_:is(input,select,textarea,button)]:scroll-mb-28"
      >
        <WhatAndWhere {...part} />
        <WhenItIs {...part} />
        <WhoMayJoin {...part} />
        <Delivery {...part} begins={begins} />
        {eventId && (
          <CoverField
            eventId={eventId}
            chosen={draft.cover}
            picture={picture}
            error={errors.cover}
            onChange={(photo) => {
              change({ cover: photo?.id ?? null })
              setPicture(photo?.picture ?? null)
            }}
          />
        )}
        <Limits {...part} />
        <details className="rounded-card border border-line bg-surface p-5 lg:hidden">
          <summary className="flex min-h-8 items-center gap-2 font-semibold">
            <Eye aria-hidden className="size-5" />
            {t('events.preview.title')}
          </summary>
          <div className="pt-4">{preview}</div>
        </details>
        {tried > 0 && Object.keys(wrong).length > 0 && <Notice tone="bad" title={t('events.form.wrong.some')} />}
        {failed}
        <div className="sticky bottom-0 z-10 -mx-4 flex flex-wrap items-center justify-end gap-4 border-t border-line bg-paper/95 px-4 py-3 backdrop-blur sm:mx-0 sm:px-0">
          <p role="status" className="text-sm text-muted">
            {unsaved && t('events.form.unsaved.mark')}
          </p>
          <Button type="submit" look="primary" icon={Save} busy={saving}>
            {action}
          </Button>
        </div>
        {children}
      </form>
      <aside aria-label={t('events.preview.title')} className="sticky top-24 flex flex-col gap-3 max-lg:hidden">
        <p className="flex items-center gap-2 text-sm font-semibold text-muted">
          <Eye aria-hidden className="size-4" />
          {t('events.preview.title')}
        </p>
        {preview}
      </aside>
    </div>
  )
}
