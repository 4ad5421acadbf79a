import { useInfiniteQuery } from '@tanstack/react-query'
import { CalendarDays, FolderHeart, MapPin } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '@/components/Feedback'
import { Listing } from '@/components/Listing'
import { Segmented } from '@/components/Segmented'
import { FaceCover } from '@/features/people/FaceCover'
import { peopleOptions } from '@/features/people/people'
import { ALBUM_GRID, AlbumCard } from './AlbumCard'
import { AlbumsSkeleton } from './AlbumsSkeleton'
import { ALBUMS, type Albums, shelvesOf, type WhichAlbums } from './albums'
import { GeoNames } from './GeoNames'
import type { FindHome } from './home'
import { LabelAlbums } from './LabelAlbums'
import { fromFilters } from './looking'
import { dateWords } from './parts'
import { albumsOptions } from './queries'
import { SearchLink } from './SearchLink'

interface AlbumsPageProps {
  home: FindHome
  which: WhichAlbums
  onWhich: (which: WhichAlbums) => void
}

/** Albums that make themselves, by date, person and place, and those of labels. Each opens as a search. */
export function AlbumsPage({ home, which, onWhich }: AlbumsPageProps) {
  const { t } = useTranslation()
  // An event is over in a day or a few.
  const by = which.by ?? (home.eventId ? 'day' : 'month')
  return (
    <div className="flex flex-col gap-6">
      <h2 className="sr-only">{t('find.albums.title')}</h2>
      <Segmented<Albums>
        label={t('find.albums.by')}
        value={by}
        options={ALBUMS.map((value) => ({ value, label: t(`find.albums.${value}`) }))}
        onChange={(by) => onWhich({ by })}
      />
      {by === 'label' ? (
        <LabelAlbums home={home} search={which.search ?? ''} onSearch={(search) => onWhich({ by, search: search || undefined })} />
      ) : by === 'person' ? (
        <PersonAlbums home={home} />
      ) : (
        <Shelves key={by} home={home} by={by} />
      )}
    </div>
  )
}

function Shelves({ home, by }: { home: FindHome; by: 'month' | 'day' | 'place' }) {
  const { t } = useTranslation()
  const list = useInfiniteQuery(albumsOptions(home.libraryId, by === 'place' ? 'city' : by))
  const albums = list.data?.pages.flatMap((page) => page.items) ?? []
  const place = by === 'place'
  const icon = place ? MapPin : CalendarDays
  return (
    <Listing
      list={list}
      count={albums.length}
      said={t('find.albums.listed', { count: albums.length })}
      skeleton={<AlbumsSkeleton />}
      nothing={
        <EmptyState icon={icon} title={t(place ? 'find.albums.noPlace' : 'find.albums.none')}>
          {t(place ? 'find.albums.noPlaceText' : 'find.albums.noneText')}
        </EmptyState>
      }
    >
      {shelvesOf(albums).map((shelf) => (
        <section key={shelf.key} aria-labelledby={`shelf-${shelf.key}`} className="flex flex-col gap-3">
          <div className="flex flex-wrap items-baseline justify-between gap-3">
            <h3 id={`shelf-${shelf.key}`} className="display text-lg">
              {shelf.title}
            </h3>
            {place && (
              <SearchLink home={home} looking={[{ kind: 'place', place: { country: shelf.key } }]} className="text-sm font-semibold text-accent underline underline-offset-4">
                {t('find.albums.allOf', { place: shelf.title })}
              </SearchLink>
            )}
          </div>
          <ul aria-labelledby={`shelf-${shelf.key}`} className={ALBUM_GRID}>
            {shelf.albums.map((album) => (
              <AlbumCard
                key={Object.values(album.filters).join('/')}
                home={home}
                looking={fromFilters(album.filters, home.timeZone)}
                name={place ? album.name : dateWords(album.name)}
                count={album.photo_count}
                cover={album.cover}
                icon={icon}
              />
            ))}
          </ul>
        </section>
      ))}
      {place && <GeoNames />}
    </Listing>
  )
}

function PersonAlbums({ home }: { home: FindHome }) {
  const { t } = useTranslation()
  const list = useInfiniteQuery(peopleOptions(home.libraryId, {}))
  const people = list.data?.pages.flatMap((page) => page.items).filter((person) => person.photo_count > 0) ?? []
  return (
    <Listing
      list={list}
      count={people.length}
      said={t('find.albums.listed', { count: people.length })}
      skeleton={<AlbumsSkeleton />}
      nothing={
        <EmptyState icon={FolderHeart} title={t('people.nobody.title')}>
          {t('people.nobody.text')}
        </EmptyState>
      }
    >
      <ul aria-label={t('find.albums.person')} className={ALBUM_GRID}>
        {people.map((person) => (
          <AlbumCard
            key={person.id}
            home={home}
            looking={[{ kind: 'person', id: person.id, way: 'all' }]}
            name={person.name || t('people.nameless')}
            count={person.photo_count}
            cover={null}
            face={<FaceCover face={person.cover} pixels={220} className="w-full rounded-card" />}
            icon={FolderHeart}
          />
        ))}
      </ul>
    </Listing>
  )
}
