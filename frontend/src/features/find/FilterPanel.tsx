import { useQuery } from '@tanstack/react-query'
import { type ChangeEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listCamerasOptions, listEventsOptions } from '@/api/generated/@tanstack/react-query.gen'
import { CheckField, SelectField, TextField } from '@/components/Field'
import { asDay } from '@/features/events/wallClock'
import { useAccount } from '@/features/session/account'
import type { FindHome } from './home'
import { type Looking, partOf, withoutPart, withPart } from './looking'

interface PanelProps {
  id: string
  home: FindHome
  looking: Looking
  onLook: (looking: Looking, options?: { replace?: boolean }) => void
}

const EVENTS_LISTED = 100

/** What is not typed into the box: days, faces, camera, event. */
export function FilterPanel({ id, home, looking, onLook }: PanelProps) {
  const { t } = useTranslation()
  const account = useAccount()
  const cameras = useQuery(listCamerasOptions({ path: { library_id: home.libraryId } }))
  const atEvents = home.eventId === undefined && account?.user_type === 'photographer'
  const events = useQuery({ ...listEventsOptions({ query: { limit: EVENTS_LISTED } }), enabled: atEvents })
  const span = partOf(looking, 'span') ?? { kind: 'span', from: '', to: '' }
  const faces = partOf(looking, 'faces') ?? { kind: 'faces' }
  const camera = partOf(looking, 'camera')
  const event = partOf(looking, 'event')
  const only = partOf(looking, 'only')
  const noFace = partOf(looking, 'noFace')
  const together = looking.some((part) => part.kind === 'person' && part.way === 'all')
  const number = (change: ChangeEvent<HTMLInputElement>) => (change.target.value === '' ? undefined : Math.max(0, Math.trunc(change.target.valueAsNumber)))
  const known = cameras.data?.cameras ?? []
  return (
    <section id={id} aria-label={t('find.panel.label')} className="grid gap-4 rounded-card border border-line bg-surface p-4 sm:grid-cols-2 lg:grid-cols-4">
      <DayField key={`from ${span.from}`} label={t('find.panel.from')} day={span.from} onDay={(from) => onLook(withPart(looking, { ...span, from }))} />
      <DayField key={`to ${span.to}`} label={t('find.panel.to')} day={span.to} onDay={(to) => onLook(withPart(looking, { ...span, to }))} />
      <TextField
        label={t('find.panel.least')}
        type="number"
        min={0}
        inputMode="numeric"
        value={faces.least ?? ''}
        onChange={(change) => onLook(withPart(looking, { ...faces, least: number(change) }), { replace: true })}
      />
      <TextField
        label={t('find.panel.most')}
        type="number"
        min={0}
        inputMode="numeric"
        value={faces.most ?? ''}
        onChange={(change) => onLook(withPart(looking, { ...faces, most: number(change) }), { replace: true })}
      />
      {(known.length > 0 || camera) && (
        <SelectField
          label={t('find.panel.camera')}
          value={camera?.name ?? ''}
          onChange={(change) => onLook(change.target.value ? withPart(looking, { kind: 'camera', name: change.target.value }) : withoutPart(looking, { kind: 'camera', name: '' }))}
        >
          <option value="">{t('find.panel.any')}</option>
          {[...new Set([...known, ...(camera ? [camera.name] : [])])].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </SelectField>
      )}
      {atEvents && (events.data?.items.length ?? 0) > 0 && (
        <SelectField
          label={t('find.panel.event')}
          value={event?.id ?? ''}
          onChange={(change) => onLook(change.target.value ? withPart(looking, { kind: 'event', id: change.target.value }) : looking.filter((part) => part.kind !== 'event'))}
        >
          <option value="">{t('find.panel.any')}</option>
          {events.data?.items.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </SelectField>
      )}
      <div className="flex flex-col gap-2 sm:col-span-2">
        <CheckField
          label={t('find.noFace')}
          checked={!!noFace}
          onChange={(change) => onLook(change.target.checked ? withPart(looking, { kind: 'noFace' }) : withoutPart(looking, { kind: 'noFace' }))}
        />
        <CheckField
          label={t('find.panel.only')}
          hint={together ? undefined : t('find.panel.onlyHint')}
          disabled={!together}
          checked={!!only}
          onChange={(change) => onLook(change.target.checked ? withPart(looking, { kind: 'only' }) : withoutPart(looking, { kind: 'only' }))}
        />
      </div>
    </section>
  )
}

/** A day; told when it is whole, not at each digit of its year. */
function DayField({ label, day, onDay }: { label: string; day: string; onDay: (day: string) => void }) {
  const [typed, setTyped] = useState(day)
  const whole = (value: string) => value === '' || asDay(value) !== undefined
  return (
    <TextField
      label={label}
      type="date"
      value={typed}
      onChange={(change) => setTyped(change.target.value)}
      onBlur={() => typed !== day && whole(typed) && onDay(typed)}
      onKeyDown={(event) => event.key === 'Enter' && typed !== day && whole(typed) && onDay(typed)}
    />
  )
}
