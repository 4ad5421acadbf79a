import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Plus, Tag } from 'lucide-react'
import { type Ref, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { classes } from '@/components/classes'
import { useCombobox } from '@/components/useCombobox'
import { offeredLabelsOptions } from '@/features/find/queries'
import { sameName } from '@/features/people/people'

export const LONGEST_LABEL = 100

interface FieldProps {
  ref?: Ref<HTMLInputElement>
  libraryId: string
  label: string
  /** Names that are there already: not offered. */
  except: readonly string[]
  /** One that is there, or a new one. */
  onChoose: (name: string) => void
  onCancel?: () => void
  busy?: boolean
}

type Option = { id: string; name: string; count?: number }

/** A label to type, with those of the library that fit below it (WAI-ARIA combobox); Enter takes what is marked or typed. */
export function LabelField({ ref, libraryId, label, except, onChoose, onCancel, busy }: FieldProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const name = typed.trim().replace(/\s+/g, ' ')
  const offered = useQuery({ ...offeredLabelsOptions(libraryId, name), enabled: open, placeholderData: keepPreviousData })

  const known = (offered.data ?? []).filter((one) => !except.some((other) => sameName(other, one.name)))
  const isNew = name !== '' && ![...known.map((one) => one.name), ...except].some((other) => sameName(other, name))
  const options: Option[] = open
    ? [...known.map((one) => ({ id: `label-${one.id}`, name: one.name, count: one.photo_count })), ...(isNew ? [{ id: 'new', name }] : [])]
    : []

  const take = (chosen: string) => {
    if (!chosen || busy) return
    setTyped('')
    box.unmark()
    setOpen(false)
    onChoose(chosen)
  }
  const box = useCombobox({
    value: typed,
    onText: setTyped,
    options,
    onOpen: setOpen,
    onTake: (option) => take(option.name),
    onEnter: (marked) => {
      // An empty field has its form sent.
      if (!marked && !name) return false
      take(marked?.name ?? known.find((one) => sameName(one.name, name))?.name ?? name)
      return true
    },
    onEscape: () => {
      if (options.length > 0 || typed) {
        setOpen(false)
        setTyped('')
      } else if (onCancel) onCancel()
      else return false
      return true
    },
  })
  return (
    <div className="relative">
      <label htmlFor={box.field.id} className="mb-1.5 block text-sm font-semibold">
        {label}
      </label>
      <input
        ref={ref}
        {...box.field}
        aria-busy={busy || undefined}
        maxLength={LONGEST_LABEL}
        placeholder={t('find.labels.placeholder')}
        className="min-h-11 w-full rounded-control border border-edge bg-surface px-3.5 text-ink placeholder:text-muted"
      />
      <ul
        {...box.list}
        aria-label={label}
        hidden={options.length === 0}
        className="absolute top-full left-0 z-30 mt-1 max-h-64 w-full overflow-y-auto rounded-card border border-line bg-raised p-1.5 shadow-float"
      >
        {options.map((option) => (
          <li
            key={option.id}
            {...box.option(option)}
            className={classes('flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-2', option === box.marked ? 'bg-accent-soft' : 'hover:bg-sunken')}
          >
            {option.count === undefined ? <Plus aria-hidden className="size-5 text-accent" /> : <Tag aria-hidden className="size-5 text-muted" />}
            <span className="min-w-0 grow break-words">{option.count === undefined ? t('find.labels.new', { label: option.name }) : option.name}</span>
            {option.count !== undefined && <span className="text-sm whitespace-nowrap text-muted">{t('people.photos', { count: option.count })}</span>}
          </li>
        ))}
      </ul>
      <p role="status" className="sr-only">
        {options.length > 0 && !offered.isFetching && t('find.box.offered', { count: options.length })}
      </p>
    </div>
  )
}
