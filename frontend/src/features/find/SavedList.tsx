import { useInfiniteQuery } from '@tanstack/react-query'
import { Bookmark, EllipsisVertical, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SavedSearchOut } from '@/api/generated'
import { Listing } from '@/components/Listing'
import { Skeleton } from '@/components/Feedback'
import { Menu } from '@/components/Menu'
import type { FindHome } from './home'
import { fromFilters } from './looking'
import { NameDialog } from './NameDialog'
import { useShown } from './parts'
import { savedOptions } from './queries'
import { useSavedSearches } from './saved'
import { SearchLink } from './SearchLink'

/** The searches that were kept, to open, rename and delete. */
export function SavedList({ home }: { home: FindHome }) {
  const { t } = useTranslation()
  const list = useInfiniteQuery(savedOptions(home.libraryId))
  const saved = useSavedSearches(home.libraryId)
  const [naming, setNaming] = useState<SavedSearchOut>()
  const searches = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-labelledby="saved-searches" className="flex flex-col gap-3">
      <h3 id="saved-searches" tabIndex={-1} className="display text-lg outline-none">
        {t('find.saved.title')}
      </h3>
      <Listing
        list={list}
        count={searches.length}
        said={t('find.saved.listed', { count: searches.length })}
        skeleton={<Skeleton className="h-14" />}
        nothing={<p className="text-muted">{t('find.saved.none')}</p>}
      >
        <ul aria-labelledby="saved-searches" className="grid gap-2 sm:grid-cols-2">
          {searches.map((search) => (
            <li key={search.id} className="flex items-center gap-1 rounded-card border border-line bg-surface pr-1">
              <Saved search={search} home={home} />
              <Menu
                label={t('find.more', { name: search.name })}
                icon={EllipsisVertical}
                items={[
                  { label: t('find.rename'), icon: Pencil, onSelect: () => setNaming(search) },
                  {
                    label: t('shell.delete'),
                    icon: Trash2,
                    tone: 'bad',
                    onSelect: () => {
                      // What had the focus goes away.
                      document.getElementById('saved-searches')?.focus()
                      void saved.forget(search)
                    },
                  },
                ]}
              />
            </li>
          ))}
        </ul>
      </Listing>
      <NameDialog
        open={!!naming}
        onClose={() => setNaming(undefined)}
        title={t('find.saved.rename')}
        label={t('find.saved.name')}
        name={naming?.name ?? ''}
        onSave={(name) => (naming ? saved.rename(naming, name) : Promise.resolve())}
      />
    </section>
  )
}

function Saved({ search, home }: { search: SavedSearchOut; home: FindHome }) {
  const looking = fromFilters(search.filters, home.timeZone)
  const shown = useShown(looking)
  return (
    <SearchLink home={home} looking={looking} className="flex min-h-14 min-w-0 grow items-center gap-3 rounded-card py-2 pl-4 hover:underline">
      <Bookmark aria-hidden className="size-5 shrink-0 text-accent" />
      <span className="flex min-w-0 flex-col">
        <span className="truncate font-semibold">{search.name}</span>
        <span className="truncate text-sm text-muted">{shown.map((one) => one.text).join(' · ')}</span>
      </span>
    </SearchLink>
  )
}
