import type { ReactNode } from 'react'
import type { Refusal } from './refusals'

/** A drawn face; everything else of the picture stands around or over it. */
function Face({ x = 120, y = 96, size = 1, look = 0 }: { x?: number; y?: number; size?: number; look?: number }) {
  return (
    <g transform={`translate(${x} ${y}) scale(${size})`}>
      <path d="M-50 92c0-38 20-52 50-52s50 14 50 52z" fill="var(--color-accent)" />
      <ellipse rx="34" ry="42" fill="#d9a27c" />
      <path d="M-36-6c0-34 14-44 36-44s36 10 36 44c-10-16-20-22-36-22s-26 6-36 22z" fill="#3b241a" />
      <circle cx={-12 + look} cy="-2" r="3.4" fill="#211a16" />
      <circle cx={12 + look} cy="-2" r="3.4" fill="#211a16" />
      <path d={`M${-10 + look} 18q10 8 20 0`} fill="none" stroke="#211a16" strokeWidth="3" strokeLinecap="round" />
    </g>
  )
}

const SCENES: Record<Refusal, ReactNode> = {
  no_face: (
    <>
      <path d="M70 150c0-38 20-52 50-52s50 14 50 52z" fill="var(--color-line)" />
      <ellipse cx="120" cy="84" rx="34" ry="42" fill="none" stroke="var(--color-edge)" strokeWidth="3" strokeDasharray="8 7" />
    </>
  ),
  several_faces: (
    <>
      <Face x={66} y={104} size={0.72} />
      <Face x={176} y={104} size={0.72} />
      <Face x={120} y={92} size={0.86} />
    </>
  ),
  face_too_small: (
    <>
      <Face x={120} y={122} size={0.34} />
      <path d="M78 92 60 74m0 0v14m0-14h14M162 92l18-18m0 0v14m0-14h-14" fill="none" stroke="var(--color-ink)" strokeWidth="4" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  face_blurred: (
    <>
      {[-9, -4, 4, 9].map((dx) => (
        <g key={dx} opacity="0.3">
          <Face x={120 + dx} />
        </g>
      ))}
      <path d="M36 60v36M30 66v24M204 60v36M210 66v24" stroke="var(--color-ink)" strokeWidth="4" strokeLinecap="round" />
    </>
  ),
  face_too_dark: (
    <>
      <Face />
      <rect x="12" y="12" width="216" height="140" fill="#140e0a" opacity="0.66" />
      <g stroke="#f7c873" strokeWidth="4" strokeLinecap="round">
        <circle cx="196" cy="44" r="13" fill="#f7c873" stroke="none" />
        <path d="M196 20v6M196 62v6M172 44h6M214 44h6M179 27l4 4M209 57l4 4M213 27l-4 4M183 57l-4 4" />
      </g>
    </>
  ),
  face_cut_off: <Face x={24} y={66} size={1.15} />,
  face_turned_away: (
    <>
      <Face look={17} />
      <path d="M176 92h34m0 0-11-10m11 10-11 10" fill="none" stroke="var(--color-ink)" strokeWidth="4" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  face_unclear: (
    <>
      <Face />
      <path d="M84 84h72v16c0 10-14 12-24 12-8 0-9-10-12-10s-4 10-12 10c-10 0-24-2-24-12z" fill="#211a16" />
    </>
  ),
  another_person: (
    <>
      <g transform="translate(-6 0)">
        <Face x={74} size={0.86} />
      </g>
      <g transform="translate(172 96) scale(0.86)">
        <path d="M-50 92c0-38 20-52 50-52s50 14 50 52z" fill="#48604f" />
        <ellipse rx="34" ry="42" fill="#8a5a3c" />
        <path d="M-36 20c-6-40 4-70 36-70s42 30 36 70l-8-34q-28-2-40-14-6 14-16 16z" fill="#1d1411" />
        <circle cx="-12" cy="-2" r="3.4" fill="#1d1411" />
        <circle cx="12" cy="-2" r="3.4" fill="#1d1411" />
        <path d="M-10 18q10 8 20 0" fill="none" stroke="#1d1411" strokeWidth="3" strokeLinecap="round" />
      </g>
      <path d="M110 82h20M110 96h20M128 70l-16 38" stroke="var(--color-ink)" strokeWidth="4" strokeLinecap="round" />
    </>
  ),
}

/** What was wrong with a selfie, drawn. */
export function RefusalPicture({ refusal }: { refusal: Refusal }) {
  return (
    <svg aria-hidden viewBox="0 0 240 190" className="mx-auto w-full max-w-72 -rotate-2 drop-shadow-lg">
      <defs>
        <clipPath id="print">
          <rect x="12" y="12" width="216" height="140" />
        </clipPath>
      </defs>
      <rect width="240" height="190" rx="6" fill="var(--color-raised)" stroke="var(--color-line)" />
      <rect x="12" y="12" width="216" height="140" fill="var(--color-sunken)" />
      <g clipPath="url(#print)">{SCENES[refusal]}</g>
    </svg>
  )
}
