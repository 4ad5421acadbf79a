import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { TextLink } from '@/components/Page'

interface FrameProps {
  /** Not given for the library that one has without any event. */
  eventId?: string
  children: ReactNode
}

const PAGES = ['people', 'sorting', 'nobody', 'log', 'models'] as const
const ACTIVE = { exact: true, includeSearch: false }
const LINK = 'inline-flex min-h-9 items-center whitespace-nowrap aria-[current=page]:text-ink aria-[current=page]:no-underline'

/** The pages about how the people of a library are sorted. */
export function SortingFrame({ eventId, children }: FrameProps) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-6">
      <nav aria-label={t('sorting.pages.label')} className="-mx-4 overflow-x-auto sm:mx-0 sm:overflow-visible">
        <ul className="flex w-max gap-x-6 gap-y-1 px-4 sm:w-auto sm:flex-wrap sm:px-0">
          {PAGES.map((page) => (
            <li key={page}>
              {eventId ? (
                <TextLink to={page === 'people' ? '/events/$eventId/people' : `/events/$eventId/people/${page}`} params={{ eventId }} activeOptions={ACTIVE} className={LINK}>
                  {t(`sorting.pages.${page}`)}
                </TextLink>
              ) : (
                <TextLink to={`/library/${page}`} activeOptions={ACTIVE} className={LINK}>
                  {t(`sorting.pages.${page}`)}
                </TextLink>
              )}
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </div>
  )
}
