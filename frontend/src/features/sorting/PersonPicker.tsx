import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { UserRoundPlus } from 'lucide-react'
import { type KeyboardEvent, type Ref, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { suggestedOptions } from '@/features/people/people'
import { FaceCover } from '@/features/people/FaceCover'
import { meantFirst } from './picking'

/** Something that a name may be used for that nobody has yet. */
export interface Fresh {
  id: string
  text: (name: string) => string
  choose: (name: string) => void
}

interface PickerProps {
  ref?: Ref<HTMLInputElement>
  libraryId: string
  label: string
  /** Somebody who is not offered: who it is already. */
  except?: string
  fresh: readonly Fresh[]
  onChoose: (person: PersonOut) => void
  onCancel: () => void
  busy?: boolean
}

type Option = { id: string; person: PersonOut } | { id: string; fresh: Fresh }

/** Says who it is: a few letters find people of the library, Enter takes the one that is marked. */
export function PersonPicker({ ref, libraryId, label, except, fresh, onChoose, onCancel, busy }: PickerProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const id = useId()
  const [typed, setTyped] = useState('')
  const [moved, setMoved] = useState<number>()
  const name = typed.trim()
  const suggested = useQuery({ ...suggestedOptions(libraryId, name), placeholderData: keepPreviousData })

  const optionsFor = (people: readonly PersonOut[]): Option[] => [
    ...people.filter((person) => person.id !== except).map((person) => ({ id: person.id, person })),
    ...(name ? fresh.map((one) => ({ id: one.id, fresh: one })) : []),
  ]
  const markedOf = (options: readonly Option[]) => {
    if (moved !== undefined) return Math.min(moved, options.length - 1)
    return name ? meantFirst(options.map((one) => ('person' in one ? one.person.name : undefined)), name) : -1
  }
  const options = optionsFor(suggested.data ?? [])
  const marked = markedOf(options)

  const take = (option: Option | undefined) => {
    if (!option || busy) return
    if ('person' in option) onChoose(option.person)
    else option.fresh.choose(name)
  }
  // Whoever types fast is answered by what the letters find, not by what was found for fewer of them.
  const enter = async () => {
    const found = optionsFor(await queries.fetchQuery(suggestedOptions(libraryId, name)).catch(() => []))
    take(found[markedOf(found)])
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && options.length) setMoved((marked + step + options.length + (marked < 0 && step < 0 ? 1 : 0)) % options.length)
    else if (event.key === 'Enter') void enter()
    else if (event.key === 'Escape') onCancel()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const active = options[marked]
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <input
        ref={ref}
        id={id}
        role="combobox"
        aria-expanded={options.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active && `${id}-${active.id}`}
        aria-busy={busy || undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        placeholder={t('sorting.picker.placeholder')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setMoved(undefined)
        }}
        onKeyDown={onKeyDown}
        className="min-h-11 w-full rounded-control border border-edge bg-surface px-3.5 text-ink placeholder:text-muted"
      />
      <div id={`${id}-list`} role="listbox" aria-label={label} className={classes('flex flex-col', options.length > 0 && 'rounded-control border border-line bg-surface p-1')}>
        {options.map((option, at) => (
          <button
            key={option.id}
            id={`${id}-${option.id}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={at === marked}
            // The focus stays where one types.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(option)}
            className={classes('flex min-h-11 items-center gap-3 rounded-control px-2 py-1 text-left', at === marked ? 'bg-accent-soft' : 'hover:bg-sunken')}
          >
            {'person' in option ? (
              <>
                <FaceCover face={option.person.cover} pixels={36} className="size-9 shrink-0 rounded-full" />
                <span className="min-w-0 grow truncate font-semibold">{option.person.name}</span>
                <span className="text-sm text-muted">{t('sorting.photos', { count: option.person.photo_count })}</span>
              </>
            ) : (
              <>
                <span className="grid size-9 shrink-0 place-items-center rounded-full bg-sunken text-accent">
                  <UserRoundPlus aria-hidden className="size-5" />
                </span>
                <span className="min-w-0 break-words">{option.fresh.text(name)}</span>
              </>
            )}
          </button>
        ))}
      </div>
      <p role="status" className="sr-only">
        {name && !suggested.isFetching && t('sorting.picker.found', { count: options.filter((one) => 'person' in one).length })}
      </p>
    </div>
  )
}
