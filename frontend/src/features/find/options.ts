import { Camera, CalendarDays, type LucideIcon, MapPin, Search, Tag } from 'lucide-react'
import type { TFunction } from 'i18next'
import type { PersonOut, SuggestionsOut } from '@/api/generated'
import { fromFilters, keyOf, type Looking, type Part } from './looking'
import { dateWords, placeWords } from './parts'

/** One thing that the search box offers. */
export interface Option {
  id: string
  text: string
  part: Part
  icon: LucideIcon
  person?: PersonOut
}

export interface Group {
  id: string
  /** Empty where it has no heading. */
  title: string
  options: Option[]
}

const KINDS = [
  ['labels', Tag],
  ['places', MapPin],
  ['months', CalendarDays],
  ['cameras', Camera],
] as const

/** What is offered for what was typed so far: its words, then what they may mean; not what is looked for already. */
export function optionsFor(t: TFunction, typed: string, found: SuggestionsOut | undefined, looking: Looking): Group[] {
  const chosen = new Map(looking.map((part) => [keyOf(part), JSON.stringify(part)]))
  const isNew = (part: Part) => ('id' in part ? !chosen.has(keyOf(part)) : chosen.get(keyOf(part)) !== JSON.stringify(part))
  const words: Option[] = typed ? [{ id: 'words', text: t('find.box.words', { text: typed }), part: wordsWith(looking, typed), icon: Search }] : []
  const people = (found?.people ?? []).map((person): Option => {
    const part: Part = { kind: 'person', id: person.id, way: 'all' }
    return { id: keyOf(part), text: person.name || t('people.nameless'), part, icon: Search, person }
  })
  const others = KINDS.map(([kind, icon]): Group => {
    const options = (found?.[kind] ?? []).flatMap((term): Option[] => {
      const [part] = fromFilters(term.filters, 'UTC')
      return part ? [{ id: `${kind} ${Object.values(term.filters).join(' ')}`, text: wordsOf(part, term.name), part, icon }] : []
    })
    return { id: kind, title: t(`find.kinds.${kind}`), options }
  })
  return [{ id: 'words', title: '', options: words }, { id: 'people', title: t('people.title'), options: people }, ...others]
    .map((group) => ({ ...group, options: group.options.filter((option) => isNew(option.part)) }))
    .filter((group) => group.options.length > 0)
}

/** Words go on from those that are looked for already. */
export function wordsWith(looking: Looking, typed: string): Part {
  const before = looking.find((part) => part.kind === 'words')
  return { kind: 'words', text: before ? `${before.text} ${typed}` : typed }
}

function wordsOf(part: Part, name: string): string {
  if (part.kind === 'date') return dateWords(part.date)
  return part.kind === 'place' ? placeWords(part.place) : name
}
