import { encode } from 'uqr'

/** A QR code drawn here: what is in it goes to nobody. Dark on light in any theme, or cameras cannot read it. */
export function QrCode({ text, label, className }: { text: string; label: string; className?: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 3 })
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" className={className}>
      <rect width={size} height={size} fill="var(--color-white)" />
      <path d={path} fill="var(--color-black)" />
    </svg>
  )
}
