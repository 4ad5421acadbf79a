import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/components/Feedback'
import { TextLink } from '@/components/Page'
import type { AllauthAnswer } from '../session/allauth'
import { useArrival } from '../session/arrival'
import { DoorPage } from '../session/DoorPage'
import { startAgain } from '../session/entry'
import { type Failure, failureOf } from '../session/failure'
import { stepOf, type FactorType, type Step } from '../session/steps'
import { CodeRequest } from './CodeRequest'
import { LoginCode } from './LoginCode'
import { PasswordLogin } from './PasswordLogin'
import { SecondFactor } from './SecondFactor'

type Shown = { kind: 'password' } | { kind: 'request_code' } | { kind: 'code' } | { kind: 'second'; types: FactorType[] }

export interface StepProps {
  /** Goes on with what the server answered; gives back a refusal, for the form to show. */
  proceed: (answer: AllauthAnswer) => Promise<Failure | null>
}

function shownFor(step: Step): Shown {
  if (step.kind === 'login_code') return { kind: 'code' }
  if (step.kind === 'second_factor') return { kind: 'second', types: step.types }
  return { kind: 'password' }
}

/** All ways to log in, one step at a time. */
export function LogInPage({ next, begin }: { next: string | undefined; begin: Step }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const arrive = useArrival(next)
  const [shown, setShown] = useState<Shown>(() => shownFor(begin))
  const [expired, setExpired] = useState(false)

  async function proceed(answer: AllauthAnswer): Promise<Failure | null> {
    setExpired(false)
    const step = stepOf(answer)
    if (step.kind === 'in') await arrive()
    else if (answer.status === 409) {
      // Logged in already in another tab, or the step before took too long.
      setExpired(true)
      setShown({ kind: 'password' })
    } else if (answer.status !== 401) return failureOf(answer)
    else if (step.kind === 'verify_email') await navigate({ to: '/verify', search: { next } })
    else {
      setExpired(step.kind === 'start')
      setShown(shownFor(step))
    }
    return null
  }

  async function restart(to: Shown) {
    setShown(to)
    setExpired(false)
    await startAgain().catch(() => null) // what was begun ends by itself, too
  }
  const back = () => void restart({ kind: 'password' })

  const search = { next }
  const titles = {
    password: t('account.login.title'),
    request_code: t('account.login.code.title'),
    code: t('account.code.title'),
    second: t('account.second.title'),
  }
  return (
    <DoorPage
      key={shown.kind}
      title={titles[shown.kind]}
      below={
        shown.kind === 'password' && (
          <>
            <p>
              {t('account.login.new')} <TextLink to="/signup/guest" search={search}>{t('account.login.asGuest')}</TextLink>
              {' · '}
              <TextLink to="/signup/photographer" search={search}>{t('account.login.asPhotographer')}</TextLink>
            </p>
          </>
        )
      }
    >
      {expired && (
        <Notice tone="warn" title={t('account.login.expired.title')}>
          {t('account.login.expired.text')}
        </Notice>
      )}
      {shown.kind === 'password' && (
        <PasswordLogin proceed={proceed} next={next} onCode={() => setShown({ kind: 'request_code' })} />
      )}
      {shown.kind === 'request_code' && <CodeRequest proceed={proceed} onBack={back} />}
      {shown.kind === 'code' && <LoginCode proceed={proceed} onBack={back} onAgain={() => void restart({ kind: 'request_code' })} />}
      {shown.kind === 'second' && <SecondFactor proceed={proceed} types={shown.types} onBack={back} />}
    </DoorPage>
  )
}
