import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { KeyRound, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '@/components/Button'
import { ConfirmDialog } from '@/components/Dialog'
import { Badge, Notice } from '@/components/Feedback'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { formatDate } from '@/i18n/format'
import { toastRefusal } from '../session/toastRefusal'
import { useSensitive } from '../session/reauthentication'
import { passkeysSupported } from '../session/webauthn'
import { SettingsCard } from './AccountPage'
import { AddKey, RenameKey } from './KeyDialogs'
import { authenticatorsOptions, isoOf, type Key } from './queries'

const DOOR = 'account/authenticators/webauthn'

/** Passkeys, which replace the password, and security keys, which come after it. */
export function KeysCard({ onAdded }: { onAdded: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const call = useSensitive()
  const { data } = useSuspenseQuery(authenticatorsOptions)
  const keys = data.filter((one): one is Key => one.type === 'webauthn')
  const [adding, setAdding] = useState(false)
  const [renaming, setRenaming] = useState<Key>()
  const [removing, setRemoving] = useState<Key>()

  async function remove(key: Key) {
    setRemoving(undefined)
    try {
      const answer = await call('DELETE', DOOR, { authenticators: [key.id] })
      if (!answer) return
      if (answer.status === 200) toast(t('account.keys.removed', { name: key.name }), { tone: 'good' })
      else toastRefusal(answer)
      await queries.invalidateQueries({ queryKey: authenticatorsOptions.queryKey })
    } catch (error) {
      toastProblem(error)
    }
  }

  return (
    <SettingsCard title={t('account.keys.title')} lead={t('account.keys.lead')}>
      {keys.length > 0 && (
        <ul className="flex flex-col divide-y divide-line">
          {keys.map((key) => (
            <li key={key.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
              <KeyRound aria-hidden className="size-5 text-muted" />
              <div className="min-w-0 grow">
                <p className="flex flex-wrap items-center gap-2 font-semibold">
                  {key.name}
                  <Badge>{key.is_passwordless ? t('account.keys.passkey') : t('account.keys.securityKey')}</Badge>
                </p>
                <p className="text-sm text-muted">
                  {t('account.keys.since', { date: formatDate(isoOf(key.created_at)) })}
                  {key.last_used_at !== null && ` · ${t('account.lastUsed', { date: formatDate(isoOf(key.last_used_at)) })}`}
                </p>
              </div>
              <IconButton icon={Pencil} label={t('account.keys.renameOf', { name: key.name })} onClick={() => setRenaming(key)} />
              <IconButton icon={Trash2} label={t('account.keys.removeOf', { name: key.name })} onClick={() => setRemoving(key)} />
            </li>
          ))}
        </ul>
      )}
      {passkeysSupported() ? (
        <Button icon={KeyRound} className="self-start" onClick={() => setAdding(true)}>
          {t('account.keys.add')}
        </Button>
      ) : (
        <Notice title={t('account.keys.unsupported')} />
      )}
      <AddKey open={adding} onClose={() => setAdding(false)} onAdded={onAdded} taken={keys.map((key) => key.name)} />
      <RenameKey authenticator={renaming} onClose={() => setRenaming(undefined)} />
      <ConfirmDialog
        open={!!removing}
        onClose={() => setRemoving(undefined)}
        onConfirm={() => removing && void remove(removing)}
        title={t('account.keys.removeTitle', { name: removing?.name })}
        confirm={t('account.keys.remove')}
      >
        {t('account.keys.removeText')}
      </ConfirmDialog>
    </SettingsCard>
  )
}
