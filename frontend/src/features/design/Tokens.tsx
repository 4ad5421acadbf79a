const COLOURS = [
  'paper', 'surface', 'sunken', 'raised', 'line', 'edge', 'ink', 'muted', 'accent', 'accent-strong', 'on-accent', 'accent-soft',
  'good', 'good-soft', 'warn', 'warn-soft', 'bad', 'bad-soft', 'on-bad',
]
const SIZES = ['text-xs', 'text-sm', 'text-base', 'text-lg', 'text-xl', 'text-2xl', 'text-3xl', 'text-4xl']
const CORNERS = ['rounded-control', 'rounded-card', 'rounded-sheet', 'rounded-full']
const SHADOWS = ['shadow-card', 'shadow-float']

/** Colours, type, corners and shadows, as the tokens have them. */
export function Tokens() {
  return (
    <div className="flex flex-col gap-6">
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] gap-3">
        {COLOURS.map((name) => (
          <li key={name} className="flex flex-col gap-1 text-xs">
            <span className="h-12 rounded-control border border-line" style={{ background: `var(--color-${name})` }} />
            {name}
          </li>
        ))}
      </ul>
      <div className="flex flex-col gap-2">
        {SIZES.map((size) => (
          <p key={size} className={size}>
            <span className="display">Everybody in the picture</span> {size}
          </p>
        ))}
      </div>
      <ul className="flex flex-wrap gap-4 text-xs">
        {[...CORNERS, ...SHADOWS].map((name) => (
          <li key={name} className={`grid size-28 place-items-center border border-line bg-surface ${name}`}>
            {name}
          </li>
        ))}
      </ul>
    </div>
  )
}
