import { type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CoverOut } from '@/api/generated'
import { previewFor } from '@/features/photos/thumbnails'
import type { FindHome } from './home'
import type { Looking } from './looking'
import { SearchLink } from './SearchLink'

export const ALBUM_GRID = 'grid grid-cols-2 gap-x-3 gap-y-5 sm:grid-cols-[repeat(auto-fill,minmax(11rem,1fr))]'

const PIXELS = 260

interface CardProps {
  home: FindHome
  looking: Looking
  name: string
  /** Below the name. */
  about?: string
  count: number
  cover: CoverOut | null | undefined
  /** In the place of a cover. */
  face?: ReactNode
  icon: LucideIcon
  /** What can be done with it. */
  children?: ReactNode
}

/** An album as its cover, name and number of photos; opens as a search. */
export function AlbumCard({ home, looking, name, about, count, cover, face, icon: Icon, children }: CardProps) {
  const { t } = useTranslation()
  const src = cover ? previewFor(cover, PIXELS) : undefined
  return (
    <li className="relative [contain-intrinsic-size:auto_14rem] [content-visibility:auto]">
      <SearchLink home={home} looking={looking} className="group flex flex-col gap-2 rounded-card">
        {face ?? (
          <span className="grid aspect-square w-full place-items-center overflow-hidden rounded-card bg-sunken text-muted">
            {src ? <img src={src} alt="" loading="lazy" draggable={false} className="size-full object-cover" /> : <Icon aria-hidden className="size-10" />}
          </span>
        )}
        <span className="flex min-w-0 flex-col px-0.5 pr-10">
          <span className="line-clamp-2 font-semibold break-words group-hover:underline">{name}</span>
          {about && <span className="truncate text-sm text-muted">{about}</span>}
          <span className="text-sm text-muted">{t('people.photos', { count })}</span>
        </span>
      </SearchLink>
      {children}
    </li>
  )
}
