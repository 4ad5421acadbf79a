import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, Outlet, useRouterState } from '@tanstack/react-router'
import { CloudOff } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Toasts } from '@/components/Toasts'
import { useTwiceQuestion } from '@/features/people/twice'
import { accountOptions } from '@/features/session/account'
import { Footer } from '@/features/shell/Footer'
import { useNetworkMode } from '@/features/shell/network'
import { TopBar } from '@/features/shell/TopBar'
import { DockPlace } from '@/features/upload/DockPlace'
import { loadDesk } from '@/i18n'

const TwiceDialog = lazy(() => import('@/features/people/TwiceDialog').then((part) => ({ default: part.TwiceDialog })))

/** Pages that people come to from a party: they wait for no texts but their own. */
const DOORS = /^\/(?:(?:join|e|my|login|reset|verify|signup|listed)(?:\/|$)|$)/

export const Route = createRootRouteWithContext<{ queries: QueryClient }>()({
  beforeLoad: async ({ location }) => {
    if (!DOORS.test(location.pathname)) await loadDesk()
  },
  loader: ({ context }) => context.queries.ensureQueryData(accountOptions).catch(() => null),
  component: Frame,
})

function Frame() {
  const { t } = useTranslation()
  const online = useNetworkMode()
  const main = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const before = useRef(path)
  // Another page: screen readers begin at its content, as they would after loading one; or in the field it asks for.
  useEffect(() => {
    const asked = main.current?.querySelector('input:focus')
    if (before.current && path && before.current !== path && !asked) main.current?.focus({ preventScroll: true })
    before.current = path
  }, [path])
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#main" className="skip-link rounded-control bg-accent px-4 py-3 font-semibold text-on-accent">
        {t('shell.skip')}
      </a>
      <TopBar />
      {!online && (
        <p role="status" className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-sm font-semibold text-warn">
          <CloudOff aria-hidden className="size-4" />
          {t('shell.offlineBar')}
        </p>
      )}
      <main id="main" ref={main} tabIndex={-1} className="grow outline-none">
        <Outlet />
      </main>
      <Footer />
      <DockPlace />
      <Asking />
      <Toasts />
    </div>
  )
}

/** Questions that any page of people may have to ask; what asks them comes with the first one. */
function Asking() {
  const [needed, setNeeded] = useState(false)
  if (useTwiceQuestion() && !needed) setNeeded(true)
  return (
    needed && (
      <Suspense>
        <TwiceDialog />
      </Suspense>
    )
  )
}
