import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Page, TabBar, TabLink } from '@/components/Page'
import { useSearchKey } from '@/features/find/home'
import { personalLibraryOptions } from '@/features/people/people'
import { requireAccount } from '@/features/session/guards'

export const Route = createFileRoute('/library')({
  beforeLoad: requireAccount,
  loader: async ({ context, cause }) => {
    // Asking makes the library: pointing at the link is no reason to.
    if (cause !== 'preload') await context.queries.ensureQueryData(personalLibraryOptions)
  },
  component: Library,
})

function Library() {
  const { t } = useTranslation()
  useSuspenseQuery(personalLibraryOptions)
  useSearchKey()
  return (
    <Page name={t('people.library.title')} width="wide">
      <header className="flex flex-col gap-4">
        <div>
          <h1 className="display text-2xl sm:text-3xl">{t('people.library.title')}</h1>
          <p className="text-muted">{t('people.library.about')}</p>
        </div>
        <TabBar label={t('people.library.title')}>
          <TabLink to="/library" activeOptions={{ exact: true }}>
            {t('events.tabs.photos')}
          </TabLink>
          <TabLink to="/library/search" activeOptions={{ includeSearch: false }}>
            {t('find.title')}
          </TabLink>
          <TabLink to="/library/albums" activeOptions={{ includeSearch: false }}>
            {t('find.albums.title')}
          </TabLink>
          <TabLink to="/library/people" activeOptions={{ includeSearch: false }}>
            {t('events.tabs.people')}
          </TabLink>
          <TabLink to="/library/upload">{t('events.tabs.upload')}</TabLink>
        </TabBar>
      </header>
      <Outlet />
    </Page>
  )
}
