import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { UserRoundPlus } from 'lucide-react'
import { type Ref, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { toastProblem } from '@/components/problemToast'
import { useCombobox } from '@/components/useCombobox'
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
  const [typed, setTyped] = useState('')
  const name = typed.trim()
  const suggested = useQuery({ ...suggestedOptions(libraryId, name), placeholderData: keepPreviousData })

  const optionsFor = (people: readonly PersonOut[]): Option[] => [
    ...people.filter((person) => person.id !== except).map((person) => ({ id: person.id, person })),
    ...(name ? fresh.map((one) => ({ id: one.id, fresh: one })) : []),
  ]
  const meantOf = (options: readonly Option[]) => (name ? meantFirst(options.map((one) => ('person' in one ? one.person.name : undefined)), name) : -1)
  const options = optionsFor(suggested.data ?? [])

  const take = (option: Option | undefined) => {
    if (!option || busy) return
    if ('person' in option) onChoose(option.person)
    else option.fresh.choose(name)
  }
  // Whoever types fast is answered by what the letters find, not by what was found for fewer of them; and by nobody where
  // they cannot be asked about, or one chose somebody whom they do not find.
  const entering = useRef(false)
  const enter = async (chosen: Option | undefined) => {
    if (entering.current) return
    entering.current = true
    try {
      const found = optionsFor(await queries.fetchQuery(suggestedOptions(libraryId, name)))
      take(chosen ? found.find((one) => one.id === chosen.id) : found[meantOf(found)])
    } catch (error) {
      toastProblem(error)
    } finally {
      entering.current = false
    }
  }
  const box = useCombobox({
    value: typed,
    onText: setTyped,
    options,
    meant: meantOf(options),
    onTake: take,
    onEnter: () => {
      void enter(box.moved)
      return true
    },
    onEscape: () => {
      onCancel()
      return true
    },
  })
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={box.field.id} className="text-sm font-semibold">
        {label}
      </label>
      <input
        ref={ref}
        {...box.field}
        aria-busy={busy || undefined}
        spellCheck={false}
        maxLength={200}
        placeholder={t('sorting.picker.placeholder')}
        className="min-h-11 w-full rounded-control border border-edge bg-surface px-3.5 text-ink placeholder:text-muted"
      />
      <div {...box.list} aria-label={label} className={classes('flex flex-col', options.length > 0 && 'rounded-control border border-line bg-surface p-1')}>
        {options.map((option) => (
          <button
            key={option.id}
            {...box.option(option)}
            type="button"
            tabIndex={-1}
            className={classes('flex min-h-11 items-center gap-3 rounded-control px-2 py-1 text-left', option === box.marked ? 'bg-accent-soft' : 'hover:bg-sunken')}
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
