import { useSuspenseQuery } from '@tanstack/react-query'
import { Copy, Download, LifeBuoy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccountOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { ConfirmDialog, Dialog } from '@/components/Dialog'
import { Badge, Notice } from '@/components/Feedback'
import { toast } from '@/components/toasts'
import { SettingsCard } from './AccountPage'
import { copyText } from './copyText'
import { authenticatorsOptions, factorOf } from './queries'
import { recoveryFile } from './recoveryFile'
import type { RecoveryCodes } from './useRecoveryCodes'

const FEW = 3

/** Codes for the day the phone or key is lost; shown when they are made, and never again. */
export function RecoveryCard({ account, recovery: { codes, busy, makeNew, close } }: { account: AccountOut; recovery: RecoveryCodes }) {
  const { t } = useTranslation()
  const { data } = useSuspenseQuery(authenticatorsOptions)
  const recovery = factorOf(data, 'recovery_codes')
  const [asking, setAsking] = useState(false)

  if (!recovery && !codes) return null
  const left = recovery?.unused_code_count ?? 0
  return (
    <SettingsCard
      title={t('account.recovery.title')}
      lead={t('account.recovery.lead')}
      aside={recovery && <Badge tone={left <= FEW ? 'warn' : 'plain'}>{t('account.recovery.left', { count: left })}</Badge>}
    >
      <Button icon={LifeBuoy} busy={busy} className="self-start" onClick={() => setAsking(true)}>
        {t('account.recovery.make')}
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          makeNew()
        }}
        look="primary"
        title={t('account.recovery.makeTitle')}
        confirm={t('account.recovery.make')}
      >
        {t('account.recovery.makeText')}
      </ConfirmDialog>
      <Dialog
        open={!!codes}
        onClose={close}
        title={t('account.recovery.yours')}
        actions={
          <Button look="primary" onClick={close}>
            {t('account.recovery.kept')}
          </Button>
        }
      >
        {codes && <Codes codes={codes} email={account.email} />}
      </Dialog>
    </SettingsCard>
  )
}

function Codes({ codes, email }: { codes: string[]; email: string }) {
  const { t } = useTranslation()
  function download() {
    const file = new Blob([recoveryFile(window.location.host, email, codes)], { type: 'text/plain' })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(file)
    link.download = 'albumen-recovery-codes.txt'
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn" title={t('account.recovery.once')}>
        {t('account.recovery.keep')}
      </Notice>
      <ul aria-label={t('account.recovery.title')} className="grid grid-cols-2 gap-x-6 gap-y-2 rounded-card bg-sunken p-5 font-mono text-lg">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        <Button icon={Download} onClick={download}>
          {t('account.recovery.download')}
        </Button>
        <Button icon={Copy} onClick={() => void copyText(codes.join('\n')).then((copied) => copied && toast(t('shell.copied')))}>
          {t('shell.copy')}
        </Button>
      </div>
    </div>
  )
}
