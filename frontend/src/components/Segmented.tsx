import { useId } from 'react'
import { classes } from './classes'

interface SegmentedProps<T extends string> {
  label: string
  value: T
  options: { value: T; label: string }[]
  onChange: (value: T) => void
}

/** One of a few choices, all in sight: radio buttons underneath, so arrows and screen readers work as they should. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  const name = useId()
  return (
    <fieldset className="relative inline-flex w-fit max-w-full min-w-0 overflow-x-auto rounded-control border border-line bg-sunken p-1">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={classes(
            'relative inline-flex min-h-9 items-center rounded-[0.4rem] px-3 text-sm font-semibold whitespace-nowrap',
            'has-focus-visible:outline-3 has-focus-visible:outline-accent',
            option.value === value ? 'bg-surface text-ink shadow-card' : 'text-muted hover:text-ink',
          )}
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}
