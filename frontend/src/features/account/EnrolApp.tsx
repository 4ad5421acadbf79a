import { useQuery } from '@tanstack/react-query'
import { Copy } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { ProblemNotice, Skeleton } from '@/components/Feedback'
import { toast } from '@/components/toasts'
import { allauth } from '../session/allauth'
import { CodeField } from '../session/CodeField'
import { failureOf } from '../session/failure'
import { FailureNotice } from '../session/FailureNotice'
import { useSensitive } from '../session/reauthentication'
import { useSubmission } from '../session/useSubmission'
import { copyText } from './copyText'
import { QrCode } from './QrCode'

const DOOR = 'account/authenticators/totp'

/** Ties an authenticator app to the account: a picture to scan, and the first code of the app as proof. */
export default function EnrolApp({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { t } = useTranslation()
  const call = useSensitive()
  const { form, busy, failure, onSubmit } = useSubmission()
  const { data, error, refetch } = useQuery({
    queryKey: ['account', 'newSecret'],
    queryFn: () => allauth('GET', DOOR),
    staleTime: Infinity, // asking again makes another secret
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton className="h-80" />
  if (!data.meta?.secret || !data.meta.totp_url) return <FailureNotice failure={failureOf(data)} />
  const { secret, totp_url: address } = data.meta
  return (
    <form
      ref={form}
      className="flex flex-col gap-4 pb-4"
      onSubmit={onSubmit(async ({ code = '' }) => {
        const answer = await call('POST', DOOR, { code: code.replaceAll(/\s/g, '') })
        if (!answer) return
        if (answer.status !== 200) return failureOf(answer)
        onDone()
      })}
    >
      <ol className="flex list-decimal flex-col gap-4 pl-5">
        <li>
          <p>{t('account.app.scan')}</p>
          <QrCode text={address} label={t('account.app.qr')} className="my-3 size-48 rounded-control" />
          <p className="text-sm text-muted">{t('account.app.orType')}</p>
          <div className="flex flex-wrap items-center gap-2">
            <code className="rounded-control bg-sunken px-3 py-1.5 font-semibold tracking-wider">
              {secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
            </code>
            <Button
              size="small"
              look="plain"
              icon={Copy}
              onClick={() => void copyText(secret).then((copied) => copied && toast(t('shell.copied')))}
            >
              {t('shell.copy')}
            </Button>
          </div>
        </li>
        <li>
          <div className="flex flex-col gap-3">
            <p>{t('account.app.enter')}</p>
            <FailureNotice failure={failure} />
            <CodeField label={t('account.second.code')} inputMode="numeric" error={failure?.fields.code} />
          </div>
        </li>
      </ol>
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{t('shell.cancel')}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {t('account.app.turnOn')}
        </Button>
      </div>
    </form>
  )
}
