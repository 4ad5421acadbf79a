import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Plus, Tag } from 'lucide-react'
import { type KeyboardEvent, type Ref, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { classes } from '@/components/classes'
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
  const id = useId()
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const [marked, setMarked] = useState<string>()
  const name = typed.trim().replace(/\s+/g, ' ')
  const offered = useQuery({ ...offeredLabelsOptions(libraryId, name), enabled: open, placeholderData: keepPreviousData })

  const known = (offered.data ?? []).filter((one) => !except.some((other) => sameName(other, one.name)))
  const isNew = name !== '' && ![...known.map((one) => one.name), ...except].some((other) => sameName(other, name))
  const options: Option[] = open
    ? [...known.map((one) => ({ id: `label-${one.id}`, name: one.name, count: one.photo_count })), ...(isNew ? [{ id: 'new', name }] : [])]
    : []
  const at = options.findIndex((one) => one.id === marked)

  const take = (chosen: string) => {
    if (!chosen || busy) return
    setTyped('')
    setMarked(undefined)
    setOpen(false)
    onChoose(chosen)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      setOpen(true)
      if (options.length) setMarked(options[(at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length]?.id)
    } else if (event.key === 'Enter') {
      // An empty field has its form sent.
      if (at < 0 && !name) return
      take(options[at]?.name ?? known.find((one) => sameName(one.name, name))?.name ?? name)
    } else if (event.key === 'Escape' && (options.length > 0 || typed)) {
      setOpen(false)
      setTyped('')
    } else if (event.key === 'Escape' && onCancel) onCancel()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="relative">
      <label htmlFor={id} className="mb-1.5 block text-sm font-semibold">
        {label}
      </label>
      <input
        ref={ref}
        id={id}
        role="combobox"
        aria-expanded={options.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={options[at] && `${id}-${options[at].id}`}
        aria-busy={busy || undefined}
        autoComplete="off"
        maxLength={LONGEST_LABEL}
        placeholder={t('find.labels.placeholder')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setMarked(undefined)
          setOpen(true)
        }}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
        className="min-h-11 w-full rounded-control border border-edge bg-surface px-3.5 text-ink placeholder:text-muted"
      />
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        hidden={options.length === 0}
        className="absolute top-full left-0 z-30 mt-1 max-h-64 w-full overflow-y-auto rounded-card border border-line bg-raised p-1.5 shadow-float"
      >
        {options.map((option) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the field has the focus and the keys
          <li
            key={option.id}
            id={`${id}-${option.id}`}
            role="option"
            aria-selected={option.id === marked}
            // The field keeps the focus.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(option.name)}
            className={classes('flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-2', option.id === marked ? 'bg-accent-soft' : 'hover:bg-sunken')}
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
