import { useId } from 'react'

interface ChoicesProps<T extends string> {
  label: string
  value: T
  options: { value: T; label: string; hint?: string }[]
  onChange: (value: T) => void
}

/** One of a few, each in a line with what it means. */
export function Choices<T extends string>({ label, value, options, onChange }: ChoicesProps<T>) {
  const name = useId()
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-semibold">{label}</legend>
      {options.map((option) => (
        <div key={option.value} className="flex flex-col">
          <label className="flex min-h-8 items-start gap-3">
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              aria-describedby={option.hint ? `${name}-${option.value}` : undefined}
              onChange={() => onChange(option.value)}
              className="mt-0.5 size-5 shrink-0"
            />
            <span>{option.label}</span>
          </label>
          {option.hint && (
            <p id={`${name}-${option.value}`} className="pl-8 text-sm text-muted">
              {option.hint}
            </p>
          )}
        </div>
      ))}
    </fieldset>
  )
}
