import { Search } from 'lucide-react'
import type { InputHTMLAttributes } from 'react'

interface SearchFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value' | 'type'> {
  label: string
  value: string
  onChange: (value: string) => void
}

/** A field to search with; its label is for screen readers, and shown while it is empty. */
export function SearchField({ label, value, onChange, ...rest }: SearchFieldProps) {
  return (
    <label className="relative block min-w-0 grow sm:max-w-xs">
      <span className="sr-only">{label}</span>
      <Search aria-hidden className="pointer-events-none absolute top-3 left-3.5 size-5 text-muted" />
      <input
        {...rest}
        type="search"
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="min-h-11 w-full rounded-control border border-edge bg-surface pr-3 pl-11 text-ink placeholder:text-muted"
      />
    </label>
  )
}
