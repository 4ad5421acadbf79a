import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { CalendarX2, CloudOff, Compass, LockKeyhole, ServerCrash } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { asProblem, type KnownProblem } from '@/api/problems'
import { Button, ButtonLink } from '@/components/Button'
import { EmptyState, Skeleton } from '@/components/Feedback'
import { Page } from '@/components/Page'
import { Wait } from '@/components/Wait'
import { isMissingPart, useNewBuild } from './missingPart'
import { useNetworkMode } from './network'

/** An address that leads nowhere, or to something that is not there for the one who asks. */
export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <Page name={t('shell.notFound.title')}>
      <EmptyState
        icon={Compass}
        heading="h1"
        title={t('shell.notFound.title')}
        action={
          <ButtonLink to="/" look="primary">
            {t('shell.toStart')}
          </ButtonLink>
        }
      >
        {t('shell.notFound.text')}
      </EmptyState>
    </Page>
  )
}

const ICONS: Record<number, typeof Compass> = { 0: CloudOff, 403: LockKeyhole, 404: Compass, 410: CalendarX2 }

/** Something failed: what, and what to do, by what the server said. */
export function FailedPage(props: ErrorComponentProps) {
  if (isMissingPart(props.error)) return <MissingPartPage error={props.error} />
  return <RefusedPage {...props} />
}

function RefusedPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  const router = useRouter()
  const online = useNetworkMode()
  const problem = asProblem(error)
  if (problem.status === 404) return <NotFoundPage />
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Failure
      icon={ICONS[problem.status] ?? ServerCrash}
      title={online ? problem.detail : t('shell.problem.offline.detail')}
      advice={online ? adviceOf(problem) : t('shell.problem.offline.advice')}
      onAgain={again}
    />
  )
}

function adviceOf({ advice, until }: KnownProblem): ReactNode {
  return until === undefined ? advice : <Wait until={until} />
}

/** A file of the client did not come: there is no network, or a new build took it away. */
function MissingPartPage({ error }: { error: Error }) {
  const { t } = useTranslation()
  const online = useNetworkMode()
  const { trying, load } = useNewBuild(error)
  const kind = online ? 'part' : 'offline'
  return (
    <Failure
      icon={CloudOff}
      title={t(`shell.problem.${kind}.detail`)}
      advice={t(`shell.problem.${kind}.advice`)}
      onAgain={load}
      trying={trying}
    />
  )
}

interface FailureProps {
  icon: typeof Compass
  title: string
  advice?: ReactNode
  onAgain: () => void
  trying?: boolean
}

function Failure({ icon, title, advice, onAgain, trying }: FailureProps) {
  const { t } = useTranslation()
  return (
    <Page name={title}>
      <div role="alert">
        <EmptyState
          heading="h1"
          icon={icon}
          title={title}
          action={
            <div className="flex flex-wrap justify-center gap-3">
              <Button look="primary" onClick={onAgain} busy={trying}>
                {t('shell.tryAgain')}
              </Button>
              <ButtonLink to="/">{t('shell.toStart')}</ButtonLink>
            </div>
          }
        >
          {advice}
        </EmptyState>
      </div>
    </Page>
  )
}

/** A page on its way, in the shape most pages have. */
export function LoadingPage() {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('shell.loading')} className="mx-auto flex w-full max-w-7xl flex-col gap-6 px-4 py-10 sm:px-6">
      <Skeleton className="h-10 w-64" />
      <Skeleton className="h-40" />
      <Skeleton className="h-40" />
    </div>
  )
}
