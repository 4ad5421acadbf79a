import { useQueries } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { EmptyState } from '@/components/Feedback'
import { formatNumber } from '@/i18n/format'
import type { FindHome } from './home'
import { type Looking, toFilters, withoutPart } from './looking'
import type { Shown } from './parts'
import { numberFoundOptions } from './queries'

/** More would be a wall of buttons, and as many questions to the server. */
const MOST_TRIED = 6

interface NothingProps {
  home: FindHome
  looking: Looking
  shown: readonly Shown[]
  onLook: (looking: Looking) => void
}

/** No photo is found: says what it was looked for with, and how many there are without one of it. */
export function NothingFound({ home, looking, shown, onLook }: NothingProps) {
  const { t } = useTranslation()
  const tried = looking.length > 1 ? shown.slice(-MOST_TRIED).map((one) => ({ ...one, rest: withoutPart(looking, one.part) })) : []
  const counts = useQueries({ queries: tried.map((one) => numberFoundOptions(home.libraryId, toFilters(one.rest, home.timeZone))) })
  const better = tried
    .map((one, at) => ({ ...one, number: counts[at]?.data }))
    .filter((one) => (one.number?.count ?? 0) > 0)
    .sort((one, other) => (other.number?.count ?? 0) - (one.number?.count ?? 0))
  const [first, second, third] = shown
  const two = first?.part.kind === 'person' && second?.part.kind === 'person' && first.part.way === 'all' && second.part.way === 'all' && !third
  return (
    <EmptyState
      icon={SearchX}
      title={two ? t('find.nothing.both', { one: first.text, other: second.text }) : looking.length > 1 ? t('find.nothing.all') : t('find.nothing.one')}
      action={
        better.length > 0 && (
          <ul className="flex flex-col gap-2">
            {better.map((one) => (
              <li key={one.key}>
                <Button onClick={() => onLook(one.rest)} className="max-w-full whitespace-normal!">
                  {one.number?.more
                    ? t('find.nothing.withoutMore', { filter: one.text, number: formatNumber(one.number.count) })
                    : t('find.nothing.without', { filter: one.text, count: one.number?.count })}
                </Button>
              </li>
            ))}
          </ul>
        )
      }
    >
      {better.length === 0 && !counts.some((one) => one.isPending) && t('find.nothing.text')}
    </EmptyState>
  )
}
