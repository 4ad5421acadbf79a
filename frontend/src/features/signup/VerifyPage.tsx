import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '@/components/Button'
import { Notice } from '@/components/Feedback'
import { allauth } from '../session/allauth'
import { useArrival } from '../session/arrival'
import { CodeField } from '../session/CodeField'
import { CodeSent } from '../session/CodeSent'
import { DoorPage } from '../session/DoorPage'
import { startAgain } from '../session/entry'
import { failureOf, failureOfError } from '../session/failure'
import { FailureNotice } from '../session/FailureNotice'
import { stepOf } from '../session/steps'
import { useSubmission } from '../session/useSubmission'

/** The code that shows that an address is the person's own; afterwards they are logged in. */
export function VerifyPage({ next, pending: begun }: { next: string | undefined; pending: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const arrive = useArrival(next)
  const { form, busy, failure, setFailure, onSubmit } = useSubmission()
  const [pending, setPending] = useState(begun)
  const [sentAgain, setSentAgain] = useState(false)
  const [sending, setSending] = useState(false)

  if (!pending) {
    return (
      <DoorPage title={t('account.verify.none.title')}>
        <p className="text-muted">{t('account.verify.none.text')}</p>
        <ButtonLink to="/login" search={{ next }} look="primary" className="self-start">
          {t('account.login.action')}
        </ButtonLink>
      </DoorPage>
    )
  }

  async function sendAgain() {
    setSending(true)
    setSentAgain(false)
    setFailure(null)
    try {
      const answer = await allauth('POST', 'auth/email/verify/resend')
      if (answer.status === 200) setSentAgain(true)
      else if (answer.status === 409) setFailure({ code: 'resend', detail: t('account.verify.noMore.title'), advice: t('account.verify.noMore.text'), fields: {} })
      else setFailure(failureOf({ ...answer, retryAfter: answer.retryAfter ?? RESEND_SECONDS }))
    } catch (error) {
      setFailure(failureOfError(error))
    } finally {
      setSending(false)
    }
  }

  async function otherAddress() {
    await startAgain().catch(() => null)
    await navigate({ to: '/signup/guest', search: { next } })
  }

  return (
    <DoorPage title={t('account.verify.title')} below={<p>{t('account.verify.nothing')}</p>}>
      <form
        ref={form}
        className="flex flex-col gap-4"
        onSubmit={onSubmit(async ({ code = '' }) => {
          const answer = await allauth('POST', 'auth/email/verify', { key: code.trim() })
          const step = stepOf(answer)
          if (step.kind === 'in') await arrive()
          else if (answer.status === 409) setPending(false)
          else if (answer.status === 401) await navigate({ to: '/login', search: { next } })
          else return failureOf(answer)
        })}
      >
        <CodeSent />
        <FailureNotice failure={failure} />
        {sentAgain && <Notice tone="good" title={t('account.verify.sentAgain')} />}
        <CodeField label={t('account.code.label')} error={failure?.fields.key} />
        <div className="flex flex-wrap gap-3">
          <Button type="submit" look="primary" busy={busy}>
            {t('account.verify.action')}
          </Button>
          <Button busy={sending} onClick={() => void sendAgain()}>
            {t('account.code.another')}
          </Button>
          <Button look="plain" onClick={() => void otherAddress()}>
            {t('account.verify.otherAddress')}
          </Button>
        </div>
      </form>
    </DoorPage>
  )
}

/** allauth sends one code to an address in this time. */
const RESEND_SECONDS = 10
