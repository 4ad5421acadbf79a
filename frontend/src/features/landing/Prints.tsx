const PEOPLE = [
  { x: 62, head: '#d9a27c', hair: '#3b241a', coat: '#8f3a1f' },
  { x: 122, head: '#8a5a3c', hair: '#1d1411', coat: '#d8b26a' },
  { x: 182, head: '#f0c8a6', hair: '#9a6a34', coat: '#48604f' },
]

/** A drawn photo of three people; the one at `found` is framed, as Albumen frames a face. */
function Print({ found, className }: { found: number; className: string }) {
  return (
    <svg viewBox="0 0 244 190" className={className} aria-hidden>
      <rect width="244" height="190" rx="6" fill="#fffdf8" stroke="#d9cdbd" />
      <rect x="12" y="12" width="220" height="150" fill="#efe0cb" />
      <circle cx="196" cy="46" r="18" fill="#f7c873" opacity="0.8" />
      {PEOPLE.map((person, at) => (
        <g key={person.x} opacity={at === found ? 1 : 0.42}>
          <path d={`M${person.x - 34} 162c0-34 16-46 34-46s34 12 34 46z`} fill={person.coat} />
          <ellipse cx={person.x} cy="88" rx="19" ry="23" fill={person.head} />
          <path d={`M${person.x - 20} 84c0-24 9-30 20-30s20 6 20 30c-6-10-12-14-20-14s-14 4-20 14z`} fill={person.hair} />
        </g>
      ))}
      <rect x={(PEOPLE[found]?.x ?? 0) - 27} y="50" width="54" height="66" rx="8" fill="none" stroke="#8f3a1f" strokeWidth="3" />
    </svg>
  )
}

/** Three prints on a table: one person, found on each. */
export function Prints() {
  return (
    <div className="relative mx-auto aspect-[5/4] w-full max-w-lg max-lg:max-w-xs">
      <Print found={0} className="absolute top-[6%] left-0 w-3/5 -rotate-6 drop-shadow-xl" />
      <Print found={2} className="absolute top-0 right-0 w-3/5 rotate-5 drop-shadow-xl" />
      <Print found={1} className="absolute bottom-0 left-[22%] w-3/5 -rotate-1 drop-shadow-xl" />
    </div>
  )
}
