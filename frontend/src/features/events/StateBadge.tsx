import { useTranslation } from 'react-i18next'
import type { EventOut } from '@/api/generated'
import { Badge, type Tone } from '@/components/Feedback'

const TONES: Record<EventOut['state'], Tone> = { upcoming: 'accent', live: 'good', delivered: 'plain', expired: 'warn' }

/** What an event is at the moment, in a word. */
export function StateBadge({ state }: { state: EventOut['state'] }) {
  const { t } = useTranslation()
  return <Badge tone={TONES[state]}>{t(`events.state.${state}`)}</Badge>
}
