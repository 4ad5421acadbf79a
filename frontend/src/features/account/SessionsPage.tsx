import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { LogOut, Monitor, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { ConfirmDialog } from '@/components/Dialog'
import { Badge } from '@/components/Feedback'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { formatDateTime } from '@/i18n/format'
import { toastRefusal } from '../session/toastRefusal'
import { useSensitive } from '../session/reauthentication'
import { AccountPage, SettingsCard } from './AccountPage'
import { deviceOf } from './device'
import { isoOf, type Session, sessionsOptions } from './queries'

/** Where somebody is logged in, and how to end that. */
export function SessionsPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const call = useSensitive()
  const { data: sessions } = useSuspenseQuery(sessionsOptions)
  const [ending, setEnding] = useState<number[]>([])
  const [asking, setAsking] = useState(false)
  const here = sessions.filter((one) => one.is_current)
  const others = sessions.filter((one) => !one.is_current).sort((a, b) => b.created_at - a.created_at)

  async function end(ended: Session[]) {
    const ids = ended.map((one) => one.id)
    setAsking(false)
    setEnding(ids)
    try {
      const answer = await call<Session[]>('DELETE', 'auth/sessions', { sessions: ids })
      if (!answer) return
      if (answer.status === 200) toast(t('account.sessions.ended', { count: ids.length }), { tone: 'good' })
      else toastRefusal(answer)
      await queries.invalidateQueries({ queryKey: sessionsOptions.queryKey })
    } catch (error) {
      toastProblem(error)
    } finally {
      setEnding([])
    }
  }

  return (
    <AccountPage name={t('account.tabs.sessions')}>
      <SettingsCard
        title={t('account.sessions.title')}
        lead={t('account.sessions.lead')}
        aside={others.length > 1 && <Button onClick={() => setAsking(true)}>{t('account.sessions.endOthers')}</Button>}
      >
        <ul className="flex flex-col divide-y divide-line">
          {[...here, ...others].map((one) => (
            <SessionRow key={one.id} session={one} busy={ending.includes(one.id)} onEnd={() => void end([one])} />
          ))}
        </ul>
        {others.length === 0 && <p className="text-muted">{t('account.sessions.only')}</p>}
      </SettingsCard>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => void end(others)}
        title={t('account.sessions.endOthersTitle')}
        confirm={t('account.sessions.endOthers')}
      >
        {t('account.sessions.endOthersText', { count: others.length })}
      </ConfirmDialog>
    </AccountPage>
  )
}

function SessionRow({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const { t } = useTranslation()
  const { browser, system, handheld } = deviceOf(session.user_agent)
  const Icon = handheld ? Smartphone : Monitor
  const name = browser && system ? t('account.sessions.on', { browser, system }) : (browser ?? system ?? t('account.sessions.unknown'))
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <Icon aria-hidden className="size-6 text-muted" />
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2 font-semibold">
          {name}
          {session.is_current && <Badge tone="good">{t('account.sessions.here')}</Badge>}
        </p>
        <p className="text-sm text-muted">
          {t('account.sessions.since', { date: formatDateTime(isoOf(session.created_at)), address: session.ip })}
        </p>
      </div>
      {!session.is_current && (
        <Button size="small" icon={LogOut} busy={busy} onClick={onEnd} aria-label={t('account.sessions.endOf', { name })}>
          {t('account.sessions.end')}
        </Button>
      )}
    </li>
  )
}
