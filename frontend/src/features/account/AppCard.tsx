import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Smartphone } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { ConfirmDialog, Dialog } from '@/components/Dialog'
import { Badge, Skeleton } from '@/components/Feedback'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { formatDate } from '@/i18n/format'
import { toastRefusal } from '../session/toastRefusal'
import { useSensitive } from '../session/reauthentication'
import { SettingsCard } from './AccountPage'
import { authenticatorsOptions, factorOf, isoOf } from './queries'

const EnrolApp = lazy(() => import('./EnrolApp'))

/** The authenticator app: codes that change every half minute. */
export function AppCard({ onAdded }: { onAdded: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const call = useSensitive()
  const { data } = useSuspenseQuery(authenticatorsOptions)
  const app = factorOf(data, 'totp')
  const [dialog, setDialog] = useState<'enrol' | 'remove'>()
  const [busy, setBusy] = useState(false)
  const close = () => setDialog(undefined)

  async function remove() {
    setBusy(true)
    try {
      close() // the dialog that asks for the password comes into its place
      const answer = await call('DELETE', 'account/authenticators/totp')
      if (answer && answer.status !== 200) toastRefusal(answer)
      if (answer?.status === 200) toast(t('account.app.removed'), { tone: 'good' })
      await queries.invalidateQueries({ queryKey: authenticatorsOptions.queryKey })
    } catch (error) {
      toastProblem(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <SettingsCard
      title={t('account.app.title')}
      lead={t('account.app.lead')}
      aside={app ? <Badge tone="good">{t('account.on')}</Badge> : <Badge>{t('account.off')}</Badge>}
    >
      {app ? (
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <p className="text-muted">
            {t('account.app.since', { date: formatDate(isoOf(app.created_at)) })}
            {app.last_used_at !== null && ` · ${t('account.lastUsed', { date: formatDate(isoOf(app.last_used_at)) })}`}
          </p>
          <Button busy={busy} onClick={() => setDialog('remove')}>
            {t('account.app.remove')}
          </Button>
        </div>
      ) : (
        <Button icon={Smartphone} className="self-start" onClick={() => setDialog('enrol')}>
          {t('account.app.add')}
        </Button>
      )}
      <Dialog open={dialog === 'enrol'} onClose={close} title={t('account.app.add')}>
        <Suspense fallback={<Skeleton className="h-80" />}>
          <EnrolApp
            onClose={close}
            onDone={() => {
              close()
              toast(t('account.app.added'), { tone: 'good' })
              void queries.invalidateQueries({ queryKey: authenticatorsOptions.queryKey })
              onAdded()
            }}
          />
        </Suspense>
      </Dialog>
      <ConfirmDialog
        open={dialog === 'remove'}
        onClose={close}
        onConfirm={() => void remove()}
        title={t('account.app.removeTitle')}
        confirm={t('account.app.remove')}
      >
        {t('account.app.removeText')}
      </ConfirmDialog>
    </SettingsCard>
  )
}
