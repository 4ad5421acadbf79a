import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { classes } from '@/components/classes'
import { ProblemNotice, Skeleton } from '@/components/Feedback'
import { FaceCover } from '@/features/people/FaceCover'
import { GeoNames } from './GeoNames'
import type { FindHome } from './home'
import { optionsFor } from './options'
import { suggestionsOptions } from './queries'
import { SavedList } from './SavedList'
import { SearchLink } from './SearchLink'

/** Before anything is looked for: searches that were kept, and what there is to look for. */
export function SearchStart({ home }: { home: FindHome }) {
  const { t } = useTranslation()
  const found = useQuery(suggestionsOptions(home.libraryId, ''))
  const groups = optionsFor(t, '', found.data, [])
  return (
    <div className="flex flex-col gap-8">
      <SavedList home={home} />
      {found.isPending && <Skeleton className="h-32" />}
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {groups.map((group) => (
        <section key={group.id} aria-labelledby={`start-${group.id}`} className="flex flex-col gap-3">
          <h3 id={`start-${group.id}`} className="display text-lg">
            {group.title}
          </h3>
          <ul className={classes('flex flex-wrap', group.id === 'people' ? 'gap-4' : 'gap-2')}>
            {group.options.map((option) => (
              <li key={option.id} className="max-w-full">
                {option.person ? (
                  <SearchLink home={home} looking={[option.part]} className="flex w-24 flex-col items-center gap-2 rounded-card text-center hover:underline">
                    <FaceCover face={option.person.cover} pixels={80} className="w-20 rounded-full" />
                    <span className={classes('line-clamp-2 max-w-full text-sm break-words', option.person.name ? 'font-semibold' : 'text-muted')}>{option.text}</span>
                  </SearchLink>
                ) : (
                  <SearchLink home={home} looking={[option.part]} className="flex min-h-11 max-w-full items-center gap-2 rounded-full border border-edge bg-surface px-4 font-semibold hover:bg-sunken">
                    <option.icon aria-hidden className="size-4 shrink-0 text-muted" />
                    <span className="truncate">{option.text}</span>
                  </SearchLink>
                )}
              </li>
            ))}
          </ul>
          {group.id === 'places' && <GeoNames />}
        </section>
      ))}
    </div>
  )
}
