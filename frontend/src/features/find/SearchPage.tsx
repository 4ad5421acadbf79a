import { useInfiniteQuery } from '@tanstack/react-query'
import { Bookmark, BookmarkCheck, SlidersHorizontal } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { PhotoBoard } from '@/features/photos/PhotoBoard'
import { formatNumber } from '@/i18n/format'
import { FilterPanel } from './FilterPanel'
import { GeoNames } from './GeoNames'
import { type FindHome, useGoSearching } from './home'
import { isSame, fromFilters, type Looking, toFilters } from './looking'
import { NameDialog } from './NameDialog'
import { NothingFound } from './NothingFound'
import { type Shown, useShown } from './parts'
import { foundOptions, savedOptions } from './queries'
import { useSavedSearches } from './saved'
import { SearchBox } from './SearchBox'
import { SearchStart } from './SearchStart'
import { useOpenFound } from './useOpenFound'

interface SearchPageProps {
  home: FindHome
  looking: Looking
  /** The photo that is looked at, above the grid. */
  lookedAt: string | null
}

/** Looking for photos: what for, and what is found. All of it is in the address. */
export function SearchPage({ home, looking, lookedAt }: SearchPageProps) {
  const { t } = useTranslation()
  const panel = useId()
  const [more, setMore] = useState(false)
  const onLook = useGoSearching(home)
  const shown = useShown(looking)
  return (
    <div className="flex flex-col gap-6">
      <h2 className="sr-only">{t('find.title')}</h2>
      <div className="flex flex-col gap-3">
        <SearchBox home={home} looking={looking} shown={shown} onLook={onLook}>
          <Button icon={SlidersHorizontal} aria-expanded={more} aria-controls={panel} onClick={() => setMore(!more)} className="min-h-12!">
            {t('find.panel.open')}
          </Button>
        </SearchBox>
        {looking.some((part) => part.kind === 'place') && <GeoNames />}
        {more && <FilterPanel id={panel} home={home} looking={looking} onLook={onLook} />}
      </div>
      {looking.length === 0 ? (
        <SearchStart home={home} />
      ) : (
        <Found key={JSON.stringify(looking)} home={home} looking={looking} shown={shown} onLook={onLook} lookedAt={lookedAt} />
      )}
    </div>
  )
}

interface FoundProps extends SearchPageProps {
  shown: readonly Shown[]
  onLook: (looking: Looking) => void
}

function Found({ home, looking, shown, onLook, lookedAt }: FoundProps) {
  const { t } = useTranslation()
  const list = useInfiniteQuery(foundOptions(home.libraryId, toFilters(looking, home.timeZone)))
  const onOpen = useOpenFound(home, looking)
  const [first] = list.data?.pages ?? []
  const loaded = list.data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0
  // Once all are here they are counted: some may have been deleted since the server did.
  const count = list.hasNextPage ? Math.max(first?.count ?? 0, loaded) : loaded
  const said = first?.more && list.hasNextPage ? t('find.foundMore', { number: formatNumber(count) }) : t('find.found', { count })
  return (
    <section aria-label={t('find.results')} className="flex flex-col gap-4">
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-lg font-semibold tabular-nums">
          {first ? said : <span className="sr-only">{t('shell.loading')}</span>}
        </p>
        <KeepSearch home={home} looking={looking} shown={shown} />
      </div>
      <PhotoBoard
        home={home.eventId ?? home.libraryId}
        eventId={home.eventId}
        libraryId={home.libraryId}
        label={t('find.results')}
        list={list}
        total={count}
        timeZone={home.timeZone}
        onOpen={onOpen}
        lookedAt={lookedAt}
        empty={<NothingFound home={home} looking={looking} shown={shown} onLook={onLook} />}
      />
    </section>
  )
}

function KeepSearch({ home, looking, shown }: { home: FindHome; looking: Looking; shown: readonly Shown[] }) {
  const { t } = useTranslation()
  const [naming, setNaming] = useState(false)
  const kept = useInfiniteQuery(savedOptions(home.libraryId))
  const saved = useSavedSearches(home.libraryId)
  const same = kept.data?.pages.flatMap((page) => page.items).find((one) => isSame(fromFilters(one.filters, home.timeZone), looking))
  if (same) {
    return (
      <p className="flex items-center gap-2 text-sm font-semibold text-muted">
        <BookmarkCheck aria-hidden className="size-5 text-accent" />
        {t('find.saved.as', { name: same.name })}
      </p>
    )
  }
  return (
    <>
      <Button size="small" icon={Bookmark} onClick={() => setNaming(true)}>
        {t('find.saved.keep')}
      </Button>
      <NameDialog
        open={naming}
        onClose={() => setNaming(false)}
        title={t('find.saved.keep')}
        label={t('find.saved.name')}
        name={shown.map((one) => one.text).join(', ').slice(0, 100)}
        suggested
        onSave={(name) => saved.keep(name, toFilters(looking, home.timeZone))}
      />
    </>
  )
}
