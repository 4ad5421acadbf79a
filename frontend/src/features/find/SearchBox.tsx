import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Search, X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/Button'
import { classes } from '@/components/classes'
import { useCombobox } from '@/components/useCombobox'
import { useTyped } from '@/features/listfilter/useTyped'
import { FaceCover } from '@/features/people/FaceCover'
import { FilterChip } from './FilterChip'
import { GeoNames } from './GeoNames'
import { BOX_ID, type FindHome } from './home'
import { type Looking, type Part, withoutPart, withPart } from './looking'
import { type Group, type Option, optionsFor, wordsWith } from './options'
import type { Shown } from './parts'
import { suggestionsOptions } from './queries'

interface BoxProps {
  home: FindHome
  looking: Looking
  shown: readonly Shown[]
  onLook: (looking: Looking) => void
  /** Beside the box. */
  children?: ReactNode
}

const LONGEST = 200

/**
 * What is looked for as chips, and a field to add to it (WAI-ARIA combobox): arrows choose among what is offered, Enter
 * takes it or the words as they are, Backspace in an empty field takes the last chip away.
 */
export function SearchBox({ home, looking, shown, onLook, children }: BoxProps) {
  const { t } = useTranslation()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [search, setSearch] = useState('')
  const [typed, setTyped] = useTyped('', setSearch)
  const [open, setOpen] = useState(false)
  const [news, setNews] = useState('')
  const words = typed.trim()
  const found = useQuery({ ...suggestionsOptions(home.libraryId, search), enabled: open, placeholderData: keepPreviousData })
  // While one types on, what was found for the first letters stays.
  const fitting = search === words || (search !== '' && words.startsWith(search))
  const groups = open ? optionsFor(t, words, fitting ? found.data : undefined, looking) : []
  const options = groups.flatMap((group) => group.options)

  // Whoever comes here to search writes at once; on a phone the keyboard would hide what is there.
  const empty = looking.length === 0
  useEffect(() => {
    if (empty && window.matchMedia('(hover: hover)').matches) input.current?.focus()
    // eslint-disable-next-line react-hooks/exhaustive-deps -- on coming here, and only then
  }, [])

  const clear = () => {
    setTyped('')
    box.unmark()
    setOpen(false)
  }
  const add = (part: Part) => {
    clear()
    onLook(withPart(looking, part))
  }
  const remove = (gone: Shown) => {
    setNews(t('find.box.removed', { filter: gone.text }))
    onLook(withoutPart(looking, gone.part))
  }
  const last = shown.at(-1)
  const box = useCombobox({
    value: typed,
    onText: setTyped,
    options,
    onOpen: setOpen,
    onTake: (option) => add(option.part),
    onEnter: (marked) => {
      if (!marked && !words) return false
      add(marked?.part ?? wordsWith(looking, words))
      return true
    },
    onEscape: () => {
      if (options.length > 0) setOpen(false)
      else if (typed) clear()
      else return false
      return true
    },
    onKey: (event) => {
      if (event.key !== 'Backspace' || typed !== '' || !last) return false
      remove(last)
      return true
    },
  })
  return (
    <div role="search" aria-label={t('find.box.label')} className="relative flex flex-wrap items-start gap-2">
      <div
        className={classes(
          'relative flex min-h-12 min-w-0 grow flex-wrap items-center gap-1.5 rounded-control border border-edge bg-surface py-1 pr-1 pl-11',
          'has-[input:focus-visible]:outline-3 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent',
        )}
      >
        <Search aria-hidden className="pointer-events-none absolute top-3.5 left-3.5 size-5 text-muted" />
        {shown.length > 0 && (
          <ul aria-label={t('find.box.filters')} className="flex max-w-full min-w-0 flex-wrap gap-1.5">
            {shown.map((one) => (
              <li key={one.key} className="max-w-full">
                <FilterChip
                  shown={one}
                  looking={looking}
                  onLook={onLook}
                  onRemove={() => {
                    remove(one)
                    input.current?.focus()
                  }}
                  onEdit={(text) => {
                    onLook(withoutPart(looking, one.part))
                    setTyped(text)
                    setOpen(true)
                    input.current?.focus()
                  }}
                />
              </li>
            ))}
          </ul>
        )}
        <input
          ref={input}
          {...box.field}
          id={BOX_ID}
          type="text"
          aria-label={t('find.box.label')}
          aria-describedby={`${id}-keys`}
          aria-keyshortcuts="/"
          spellCheck={false}
          enterKeyHint="search"
          maxLength={LONGEST}
          placeholder={empty ? t('find.box.placeholder') : t('find.box.more')}
          className="min-h-9 min-w-36 flex-1 bg-transparent text-ink outline-none placeholder:text-muted"
        />
        {shown.length > 0 && (
          <IconButton
            icon={X}
            size="small"
            label={t('find.box.clear')}
            onClick={() => {
              clear()
              onLook([])
              input.current?.focus()
            }}
          />
        )}
        <Offered groups={groups} box={box} />
      </div>
      {children}
      <p id={`${id}-keys`} className="sr-only">
        {t('find.box.keys')}
      </p>
      <p role="status" className="sr-only">
        {news}
      </p>
      <p role="status" className="sr-only">
        {options.length > 0 && !found.isFetching && t('find.box.offered', { count: options.length })}
      </p>
    </div>
  )
}

interface OfferedProps {
  groups: readonly Group[]
  box: Pick<ReturnType<typeof useCombobox<Option>>, 'list' | 'option' | 'marked'>
}

function Offered({ groups, box }: OfferedProps) {
  const { t } = useTranslation()
  return (
    <div
      hidden={groups.length === 0}
      // The field keeps the focus, and what is scrolled here is no press elsewhere.
      onPointerDown={(event) => event.preventDefault()}
      className="absolute top-full right-0 left-0 z-30 mt-1 max-h-[min(26rem,60dvh)] overflow-y-auto rounded-card border border-line bg-raised p-1.5 shadow-float"
    >
      <div {...box.list} aria-label={t('find.box.meant')}>
        {groups.map((group) => (
          <div key={group.id} role="group" aria-label={group.title || t('find.kinds.words')}>
            {group.title && (
              <div aria-hidden className="px-2 pt-2 pb-1 text-xs font-bold tracking-wide text-muted uppercase">
                {group.title}
              </div>
            )}
            {group.options.map((option) => (
              <div
                key={option.id}
                {...box.option(option)}
                tabIndex={-1}
                className={classes('flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-2', option === box.marked ? 'bg-accent-soft' : 'hover:bg-sunken')}
              >
                {option.person ? (
                  <FaceCover face={option.person.cover} pixels={36} className="size-9 shrink-0 rounded-full" />
                ) : (
                  <option.icon aria-hidden className="mx-2 size-5 shrink-0 text-muted" />
                )}
                <span className="min-w-0 grow break-words">{option.text}</span>
                {option.person && <span className="text-sm whitespace-nowrap text-muted">{t('people.photos', { count: option.person.photo_count })}</span>}
              </div>
            ))}
          </div>
        ))}
      </div>
      {groups.some((group) => group.id === 'places') && (
        <div className="px-2 pt-2 pb-1">
          <GeoNames />
        </div>
      )}
    </div>
  )
}
