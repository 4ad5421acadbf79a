import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { useCombobox } from '@/components/useCombobox'
import { useTyped } from '@/features/listfilter/useTyped'
import { FaceCover } from './FaceCover'
import { suggestedOptions } from './people'

export const LONGEST_NAME = 200

interface NameFieldProps {
  libraryId: string
  /** Who is being named: not offered themselves. */
  person?: PersonOut
  label: string
  /** Its label is for screen readers only. */
  quiet?: boolean
  /** A name that nobody in the list was chosen for; empty when nothing was typed. */
  onName: (name: string) => void
  /** Somebody who is there already was chosen. */
  onSame: (other: PersonOut) => void
  onCancel?: () => void
  /** What is typed, as it is. */
  onTyped?: (typed: string) => void
  /** Keys while nothing is typed; true when it was one that means something. */
  onEmptyKey?: (event: KeyboardEvent<HTMLInputElement>) => boolean
  className?: string
}

/**
 * A name to type, with those of the library that fit below it (WAI-ARIA combobox): arrows choose, Enter takes, Escape
 * closes the list and then gives up. It has the focus as soon as it is there.
 */
export function NameField({ libraryId, person, label, quiet, onName, onSame, onCancel, onTyped, onEmptyKey, className }: NameFieldProps) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const [search, setSearch] = useState('')
  const [typed, setTyped] = useTyped(person?.name ?? '', setSearch)
  const [open, setOpen] = useState(false)
  const { data } = useQuery({ ...suggestedOptions(libraryId, search), enabled: open && search !== '', placeholderData: keepPreviousData })
  const found = open && typed.trim() && search ? (data ?? []).filter((one) => one.id !== person?.id) : []
  useEffect(() => {
    // In a dialog, which gives the focus away when it opens, the attribute counts.
    input.current?.setAttribute('autofocus', '')
    input.current?.focus()
    input.current?.select()
  }, [])

  const box = useCombobox({
    value: typed,
    onText: (text) => {
      setTyped(text)
      onTyped?.(text)
    },
    options: found,
    onOpen: setOpen,
    onTake: onSame,
    onEnter: (marked) => {
      setOpen(false)
      if (marked) onSame(marked)
      else onName(typed.trim())
      return true
    },
    onEscape: () => {
      if (found.length) setOpen(false)
      else onCancel?.()
      return true
    },
    onKey: (event) => typed === '' && !!onEmptyKey?.(event),
  })
  return (
    <div className={classes('relative', className)}>
      <label htmlFor={box.field.id} className={quiet ? 'sr-only' : 'mb-1.5 block text-sm font-semibold'}>
        {label}
      </label>
      <input
        ref={input}
        {...box.field}
        spellCheck={false}
        maxLength={LONGEST_NAME}
        placeholder={quiet ? label : undefined}
        className="min-h-11 w-full rounded-control border border-edge bg-surface px-3 text-ink placeholder:text-muted"
      />
      <ul
        {...box.list}
        aria-label={t('people.name.known')}
        hidden={found.length === 0}
        className="absolute top-full left-0 z-30 mt-1 w-full min-w-60 rounded-card border border-line bg-raised p-1.5 shadow-float"
      >
        {found.map((one) => (
          <li
            key={one.id}
            {...box.option(one)}
            className={classes('flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-2', one === box.marked ? 'bg-accent-soft' : 'hover:bg-sunken')}
          >
            <FaceCover face={one.cover} pixels={36} className="size-9 shrink-0 rounded-full" />
            <span className="min-w-0 grow truncate font-semibold">{one.name}</span>
            <span className="text-sm whitespace-nowrap text-muted">{t('people.photos', { count: one.photo_count })}</span>
          </li>
        ))}
      </ul>
      <p role="status" className="sr-only">
        {found.length > 0 && t('people.name.suggested', { count: found.length })}
      </p>
    </div>
  )
}
