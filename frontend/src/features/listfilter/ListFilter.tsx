import type { ReactNode } from 'react'
import { SearchField } from '@/components/SearchField'
import { Segmented } from '@/components/Segmented'
import { useTyped } from './useTyped'
import type { Which } from './which'

interface ListFilterProps<State extends string> {
  which: Which<State>
  /** What becomes different; the rest stays as it was last asked for, whether or not the page shows that already. */
  onChange: (change: Which<State>) => void
  /** What can be searched for. */
  search: string
  /** What the states are of. */
  label: string
  /** In words; `all` for no matter which. */
  states: { value: State | 'all'; label: string }[]
  children?: ReactNode
}

/** Above a list: words to search for, and in which state. */
export function ListFilter<State extends string>({ which, onChange, search, label, states, children }: ListFilterProps<State>) {
  const [typed, setTyped] = useTyped(which.search ?? '', (text) => onChange({ search: text || undefined }))
  return (
    <div className="flex flex-wrap items-center gap-3">
      <SearchField label={search} value={typed} onChange={setTyped} maxLength={200} />
      <Segmented<State | 'all'>
        label={label}
        value={which.state ?? 'all'}
        options={states}
        onChange={(state) => onChange({ state: state === 'all' ? undefined : state })}
      />
      {children}
    </div>
  )
}
