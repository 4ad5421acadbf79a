import { useQueries } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { getEventOptions, getLabelOptions, getPersonOptions } from '@/api/generated/@tanstack/react-query.gen'
import { formatDate } from '@/i18n/format'
import { keyOf, type Looking, type Part, type Place } from './looking'
import { countryName } from './meant'

/** A part in words, and the person where it is one. */
export interface Shown {
  part: Part
  key: string
  text: string
  person?: PersonOut
}

/** A month, or a day, that is written as the server does: "2026-07". */
export function dateWords(date: string): string {
  const whole = date.length > 7
  return formatDate(whole ? date : `${date}-01`, 'UTC', whole ? { dateStyle: 'long' } : { month: 'long', year: 'numeric' })
}

/** Regions and cities that are around the one that is meant are known by their folded names alone, and are not said. */
export function placeWords({ country, region, city }: Place): string {
  const name = city || region
  return name ? `${name}, ${countryName(country)}` : countryName(country)
}

function spanWords(t: TFunction, from: string, to: string): string {
  const day = (text: string) => formatDate(text, 'UTC')
  if (from && from === to) return day(from)
  if (from && to) return t('find.chip.between', { from: day(from), to: day(to) })
  return from ? t('find.chip.from', { from: day(from) }) : t('find.chip.until', { to: day(to) })
}

function facesWords(t: TFunction, least: number | undefined, most: number | undefined): string {
  if (least !== undefined && least === most) return t('find.chip.faces', { count: least })
  if (least !== undefined && most !== undefined) return t('find.chip.facesBetween', { least, most })
  return least !== undefined ? t('find.chip.facesLeast', { count: least }) : t('find.chip.facesMost', { count: most })
}

/** What is looked for in words; names of people, labels and events are asked for. */
export function useShown(looking: Looking): Shown[] {
  const { t } = useTranslation()
  const people = useQueries({
    queries: looking.flatMap((part) => (part.kind === 'person' ? [getPersonOptions({ path: { person_id: part.id } })] : [])),
  })
  const labels = useQueries({
    queries: looking.flatMap((part) => (part.kind === 'label' ? [getLabelOptions({ path: { label_id: part.id } })] : [])),
  })
  const events = useQueries({
    queries: looking.flatMap((part) => (part.kind === 'event' ? [getEventOptions({ path: { event_id: part.id } })] : [])),
  })
  let person = 0
  let label = 0
  return looking.map((part) => {
    const shown = { part, key: keyOf(part) }
    switch (part.kind) {
      case 'person': {
        const { data, isError } = people[person++] ?? {}
        const name = isError ? t('find.chip.gone') : data ? data.name || t('people.nameless') : '…'
        return { ...shown, text: part.way === 'all' ? name : t(`find.chip.${part.way}`, { name }), person: data }
      }
      case 'label': {
        const { data, isError } = labels[label++] ?? {}
        return { ...shown, text: isError ? t('find.chip.gone') : (data?.name ?? '…') }
      }
      case 'event':
        return { ...shown, text: events[0]?.isError ? t('find.chip.gone') : (events[0]?.data?.name ?? '…') }
      case 'only':
        return { ...shown, text: t('find.only') }
      case 'words':
        return { ...shown, text: t('find.chip.words', { text: part.text }) }
      case 'name':
        return { ...shown, text: t('find.chip.called', { text: part.text }) }
      case 'date':
        return { ...shown, text: dateWords(part.date) }
      case 'span':
        return { ...shown, text: spanWords(t, part.from, part.to) }
      case 'place':
        return { ...shown, text: placeWords(part.place) }
      case 'camera':
        return { ...shown, text: part.name }
      case 'faces':
        return { ...shown, text: facesWords(t, part.least, part.most) }
      case 'noFace':
        return { ...shown, text: t('find.noFace') }
    }
  })
}
