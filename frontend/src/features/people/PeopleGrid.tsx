import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { PersonOut } from '@/api/generated'
import { extended, type Selection, toggled } from '@/features/photos/selection'
import { useLongPress } from '@/features/wall/useLongPress'
import { PersonTile } from './PersonTile'

export const GRID = 'grid grid-cols-[repeat(auto-fill,minmax(min(8.5rem,42%),1fr))] gap-x-2 gap-y-4'

interface GridProps {
  label: string
  people: readonly PersonOut[]
  selection: Selection
  onSelect: (change: (before: Selection) => Selection) => void
  onName: (person: PersonOut, name: string) => void
  onSame: (person: PersonOut, other: PersonOut) => void
  /** One was dragged onto another. */
  onMerge: (dragged: PersonOut, on: PersonOut) => void
  /** The reader comes near the end of what is loaded. */
  onNearEnd: () => void
}

/** People as faces; arrows go from one to the next, Space chooses, Enter opens. */
export function PeopleGrid({ label, people, selection, onSelect, onName, onSame, onMerge, onNearEnd }: GridProps) {
  const list = useRef<HTMLUListElement>(null)
  const end = useRef<HTMLDivElement>(null)
  const [naming, setNaming] = useState<string>()
  const [target, setTarget] = useState<string>()
  const latest = useRef({ people, onSelect, onName, onSame, onMerge })
  useEffect(() => {
    latest.current = { people, onSelect, onName, onSame, onMerge }
  })

  useEffect(() => {
    const mark = end.current
    if (!mark) return
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && onNearEnd(), { rootMargin: '1200px' })
    watch.observe(mark)
    return () => watch.disconnect()
  }, [onNearEnd, people.length])

  // Whoever had the focus was merged, hidden or moved: the one in that place has it now.
  const focused = useRef(-1)
  const cells = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-cell]') ?? [])]
  useLayoutEffect(() => {
    if (focused.current >= 0 && document.activeElement === document.body) cells()[Math.min(focused.current, people.length - 1)]?.focus()
  }, [people])

  const onChoose = useCallback((person: PersonOut, range: boolean) => {
    const { people, onSelect } = latest.current
    onSelect((before) => (range ? extended(before, people.map((one) => one.id), person.id) : toggled(before, person.id)))
  }, [])
  const focusOn = (id: string) =>
    setTimeout(() => list.current?.querySelector<HTMLElement>(`[data-person="${id}"] [data-cell]`)?.focus(), 0)
  const onNaming = useCallback((person: PersonOut | undefined) => {
    setNaming((before) => {
      if (!person && before) focusOn(before)
      return person?.id
    })
  }, [])
  const named = useCallback((person: PersonOut, name: string) => {
    setNaming(undefined)
    focusOn(person.id)
    latest.current.onName(person, name)
  }, [])
  const same = useCallback((person: PersonOut, other: PersonOut) => {
    setNaming(undefined)
    focusOn(person.id)
    latest.current.onSame(person, other)
  }, [])
  const onTarget = useCallback((person: PersonOut | undefined) => setTarget(person?.id), [])
  const onDrop = useCallback((id: string, on: PersonOut) => {
    const dragged = latest.current.people.find((one) => one.id === id)
    if (dragged && dragged.id !== on.id) latest.current.onMerge(dragged, on)
  }, [])

  const press = useLongPress((on) => {
    const id = on.closest<HTMLElement>('[data-person]')?.dataset.person
    if (id) onSelect((before) => toggled(before, id))
  })

  function onKeyDown(event: KeyboardEvent) {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-cell]')
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) return
    const all = cells()
    const at = all.indexOf(cell)
    const columns = all.findIndex((one) => one.getBoundingClientRect().top > (all[0]?.getBoundingClientRect().top ?? 0) + 8)
    const row = columns < 1 ? all.length : columns
    const steps: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - row, ArrowDown: at + row, Home: 0, End: all.length - 1 }
    const to = steps[event.key]
    const person = people[at]
    if (to !== undefined) {
      const next = all[to]
      next?.focus()
      const reached = people[to]
      if (event.shiftKey && next && reached && person) {
        onSelect((before) => extended(before.ids.size ? before : { ids: new Set([person.id]), anchor: person.id }, people.map((one) => one.id), reached.id))
      }
    } else if (event.key === ' ' && person) onChoose(person, event.shiftKey)
    else if (event.key === 'F2' && person) setNaming(person.id)
    else return
    event.preventDefault()
  }

  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hears the keys of the links in it */}
      <ul
        ref={list}
        aria-label={label}
        {...press}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const tile = (event.target as HTMLElement).closest<HTMLElement>('[data-person]')
          focused.current = people.findIndex((one) => one.id === tile?.dataset.person)
        }}
        onBlur={(event) => {
          if (event.relatedTarget && !list.current?.contains(event.relatedTarget)) focused.current = -1
        }}
        className={GRID}
      >
        {people.map((person) => (
          <PersonTile
            key={person.id}
            person={person}
            chosen={selection.ids.has(person.id)}
            choosing={selection.ids.size > 0}
            naming={naming === person.id}
            target={target === person.id}
            onChoose={onChoose}
            onNaming={onNaming}
            onName={named}
            onSame={same}
            onTarget={onTarget}
            onDrop={onDrop}
          />
        ))}
      </ul>
      <div ref={end} aria-hidden />
    </>
  )
}
