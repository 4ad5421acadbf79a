import { useTranslation } from 'react-i18next'
import { LAND } from './land'

/** Degrees of longitude that are shown around the place. */
const WINDOW = 70

/** A drawn map of the land around a place; it comes with the client, so nobody outside learns where photos were taken. */
export default function PlaceMap({ latitude, longitude }: { latitude: number; longitude: number }) {
  const { t } = useTranslation()
  const height = WINDOW / 2
  const top = Math.min(Math.max(90 - latitude - height / 2, 0), 180 - height)
  const left = longitude + 180 - WINDOW / 2
  const pin = { x: longitude + 180, y: 90 - latitude }
  return (
    <svg
      role="img"
      aria-label={t('workspace.facts.map')}
      viewBox={`${left} ${top} ${WINDOW} ${height}`}
      className="aspect-[2/1] w-full rounded-card border border-line bg-sunken"
    >
      {/* The land again on both sides: who stands at the date line sees both shores. */}
      {[-360, 0, 360].map((shift) => (
        <path key={shift} d={LAND} transform={`translate(${shift} 0)`} fill="var(--color-raised)" stroke="var(--color-edge)" strokeWidth="0.15" />
      ))}
      <path
        d={`M${pin.x} ${pin.y}c-1.1-1.9-2-2.9-2-4.1a2 2 0 0 1 4 0c0 1.2-.9 2.2-2 4.1z`}
        fill="var(--color-accent)"
        stroke="var(--color-paper)"
        strokeWidth="0.25"
      />
      <circle cx={pin.x} cy={pin.y - 4.1} r="0.75" fill="var(--color-paper)" />
    </svg>
  )
}
