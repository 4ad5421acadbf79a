import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { CheckField, FieldGroup, TextField } from '@/components/Field'
import { toast } from '@/components/toasts'
import { failureOf } from '../session/failure'
import { FailureNotice } from '../session/FailureNotice'
import { useSensitive } from '../session/reauthentication'
import { keyFailure } from '../session/useKeyPress'
import { useSubmission } from '../session/useSubmission'
import { type CreationOptionsJson, makeCredential, wasDeclined } from '../session/webauthn'
import { authenticatorsOptions, type Key } from './queries'

const DOOR = 'account/authenticators/webauthn'

interface AddKeyProps {
  onClose: () => void
  /** Recovery codes were made along with it. */
  onAdded: () => void
  /** Names of the keys there are. */
  taken: string[]
}

/** Has a passkey or a security key made, after its name and kind were chosen. */
export function AddKey({ open, ...rest }: AddKeyProps & { open: boolean }) {
  const { t } = useTranslation()
  return (
    <Dialog open={open} onClose={rest.onClose} title={t('account.keys.add')}>
      <AddForm {...rest} />
    </Dialog>
  )
}

function AddForm({ onClose, onAdded, taken }: AddKeyProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const call = useSensitive()
  const { form, busy, failure, onSubmit } = useSubmission()
  return (
    <form
      ref={form}
      className="flex flex-col gap-5 pb-4"
      onSubmit={onSubmit(async ({ name = '', kind }) => {
        const passkey = kind === 'passkey'
        const options = await call<{ creation_options?: CreationOptionsJson }>('GET', passkey ? `${DOOR}?passwordless` : DOOR)
        if (!options) return
        if (!options.data?.creation_options) return failureOf(options)
        let credential: object
        try {
          credential = await makeCredential(options.data.creation_options)
        } catch (error) {
          if (wasDeclined(error)) return
          if (!(error instanceof DOMException)) throw error
          if (error.name !== 'InvalidStateError') return keyFailure()
          return { code: 'known', detail: t('account.keys.known.detail'), advice: t('account.keys.known.advice'), fields: {} }
        }
        const answer = await call('POST', DOOR, { name: name.trim(), credential, passwordless: passkey })
        if (!answer) return
        if (answer.status !== 200) return failureOf(answer)
        onClose()
        toast(t('account.keys.added', { name: name.trim() }), { tone: 'good' })
        await queries.invalidateQueries({ queryKey: authenticatorsOptions.queryKey })
        if (answer.meta?.recovery_codes_generated) onAdded()
      })}
    >
      <FailureNotice failure={failure} />
      <FieldGroup legend={t('account.keys.kind')}>
        <CheckField type="radio" name="kind" value="passkey" defaultChecked label={t('account.keys.passkey')} hint={t('account.keys.passkeyHint')} />
        <CheckField type="radio" name="kind" value="key" label={t('account.keys.securityKey')} hint={t('account.keys.securityKeyHint')} />
      </FieldGroup>
      <TextField
        label={t('account.keys.name')}
        hint={t('account.keys.nameHint')}
        name="name"
        required
        maxLength={100}
        autoComplete="off"
        defaultValue={freeName(t('account.keys.firstName'), taken)}
        error={failure?.fields.name}
      />
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{t('shell.cancel')}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {t('account.keys.continue')}
        </Button>
      </div>
    </form>
  )
}

function freeName(name: string, taken: string[]): string {
  let free = name
  for (let number = 2; taken.includes(free); number++) free = `${name} ${number}`
  return free
}

/** Another name for a key. */
export function RenameKey({ authenticator, onClose }: { authenticator: Key | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog open={!!authenticator} onClose={onClose} title={t('account.keys.rename')}>
      {authenticator && <RenameForm authenticator={authenticator} onClose={onClose} />}
    </Dialog>
  )
}

function RenameForm({ authenticator, onClose }: { authenticator: Key; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const call = useSensitive()
  const { form, busy, failure, onSubmit } = useSubmission()
  return (
    <form
      ref={form}
      className="flex flex-col gap-4 pb-4"
      onSubmit={onSubmit(async ({ name = '' }) => {
        const answer = await call('PUT', DOOR, { id: authenticator.id, name: name.trim() })
        if (!answer) return
        if (answer.status !== 200) return failureOf(answer)
        onClose()
        await queries.invalidateQueries({ queryKey: authenticatorsOptions.queryKey })
      })}
    >
      <FailureNotice failure={failure} />
      <TextField
        label={t('account.keys.name')}
        name="name"
        required
        maxLength={100}
        autoComplete="off"
        defaultValue={authenticator.name}
        error={failure?.fields.name}
      />
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{t('shell.cancel')}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {t('shell.save')}
        </Button>
      </div>
    </form>
  )
}
