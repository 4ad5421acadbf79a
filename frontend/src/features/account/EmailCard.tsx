import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { TextField } from '@/components/Field'
import { toast } from '@/components/toasts'
import { accountOptions, useAccount } from '../session/account'
import { CodeField } from '../session/CodeField'
import { failureOf } from '../session/failure'
import { FailureNotice } from '../session/FailureNotice'
import { useSensitive } from '../session/reauthentication'
import { useSubmission } from '../session/useSubmission'
import { SettingsCard } from './AccountPage'
import { addressesOptions } from './queries'

/** The address one logs in with. A new one counts when its code came back. */
export function EmailCard() {
  const { t } = useTranslation()
  const account = useAccount()
  const { data: addresses } = useSuspenseQuery(addressesOptions)
  const listed = addresses.find((one) => !one.verified)?.email
  // An address that somebody else has is not listed, and must look the same as one that nobody has.
  const [asked, setAsked] = useState<string>()
  const waiting = asked ?? listed
  return (
    <SettingsCard title={t('account.emailCard.title')} lead={t('account.emailCard.lead', { email: account?.email })}>
      {waiting ? (
        <Confirm email={waiting} onDone={() => setAsked(undefined)} />
      ) : (
        <Change onAsked={setAsked} />
      )}
    </SettingsCard>
  )
}

function Change({ onAsked }: { onAsked: (email: string) => void }) {
  const { t } = useTranslation()
  const call = useSensitive()
  const { form, busy, failure, onSubmit } = useSubmission()
  return (
    <form
      ref={form}
      className="flex max-w-md flex-col gap-4"
      onSubmit={onSubmit(async ({ email = '' }) => {
        const answer = await call('POST', 'account/email', { email: email.trim() })
        if (!answer) return
        if (answer.status !== 200) return failureOf(answer)
        onAsked(email.trim())
      })}
    >
      <FailureNotice failure={failure} />
      <TextField
        label={t('account.emailCard.new')}
        name="email"
        type="email"
        required
        maxLength={254}
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        error={failure?.fields.email}
      />
      <Button type="submit" busy={busy} className="self-start">
        {t('account.emailCard.action')}
      </Button>
    </form>
  )
}

function Confirm({ email, onDone }: { email: string; onDone: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const call = useSensitive()
  const { form, busy, failure, onSubmit } = useSubmission()

  async function done() {
    onDone()
    await Promise.all([
      queries.invalidateQueries({ queryKey: addressesOptions.queryKey }),
      queries.invalidateQueries({ queryKey: accountOptions.queryKey }),
    ])
  }
  async function giveUp() {
    await call('DELETE', 'account/email', { email }).catch(() => null) // it ends by itself, too
    await done()
  }
  return (
    <form
      ref={form}
      className="flex max-w-md flex-col gap-4"
      onSubmit={onSubmit(async ({ code = '' }) => {
        const answer = await call('POST', 'auth/email/verify', { key: code.trim() })
        if (!answer) return
        if (answer.status === 409) {
          await done()
          toast(t('account.emailCard.expired'), { tone: 'bad' })
          return
        }
        if (answer.status !== 200) return failureOf(answer)
        await done()
        toast(t('account.emailCard.changed', { email }), { tone: 'good' })
      })}
    >
      <p>{t('account.emailCard.sent', { email })}</p>
      <FailureNotice failure={failure} />
      <CodeField label={t('account.code.label')} error={failure?.fields.key} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="primary" busy={busy}>
          {t('account.verify.action')}
        </Button>
        <Button look="plain" onClick={() => void giveUp()}>
          {t('account.emailCard.keep')}
        </Button>
      </div>
    </form>
  )
}
