import { useQueryClient } from '@tanstack/react-query'
import { Trash2, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deleteAvatar, getAvatar, putAvatar } from '@/api/generated'
import { inOurWords } from '@/api/problems'
import { Avatar } from '@/components/Avatar'
import { Button } from '@/components/Button'
import { Notice, ProblemNotice } from '@/components/Feedback'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { accountOptions } from '../session/account'
import { FilePicture } from '../session/FilePicture'
import { PICTURE_TYPES } from '../session/pictures'
import { SettingsCard } from './AccountPage'
import { useOwnPicture } from './useOwnPicture'

/** The profile picture: what it is for, and in which state the last upload is. */
export function PictureCard() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { account, src } = useOwnPicture()
  const input = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useState<File | null>(null)
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<unknown>(null)
  if (!account) return null
  const { state } = account.avatar
  const underWay = sending || state === 'preparing'

  const avatar = <Avatar name={account.display_name || account.email} src={src} className="size-24 text-2xl!" />

  async function send(picture: Blob) {
    setSending(true)
    setError(null)
    try {
      const { data } = await putAvatar({ body: picture, throwOnError: true })
      queries.setQueryData(accountOptions.queryKey, data)
    } catch (caught) {
      setChosen(null)
      setError(caught)
    } finally {
      setSending(false)
    }
  }

  async function remove() {
    setError(null)
    try {
      const before = state === 'ready' ? (await getAvatar({ throwOnError: true, parseAs: 'blob' })).data : null
      await deleteAvatar({ throwOnError: true })
      setChosen(null)
      await queries.invalidateQueries({ queryKey: accountOptions.queryKey })
      toast(t('account.picture.removed'), { undo: before instanceof Blob ? () => void send(before) : undefined })
    } catch (caught) {
      toastProblem(caught)
    }
  }

  return (
    <SettingsCard title={t('account.picture.title')} lead={account.user_type === 'guest' ? t('account.picture.leadGuest') : t('account.picture.lead')}>
      <div className="flex flex-wrap items-center gap-5">
        {underWay && chosen ? (
          <span className="size-24 overflow-hidden rounded-full opacity-60">
            <FilePicture file={chosen} instead={avatar} />
          </span>
        ) : (
          avatar
        )}
        <div className="flex flex-col gap-3">
          <input
            ref={input}
            type="file"
            accept={PICTURE_TYPES}
            hidden
            onChange={(event) => {
              const picture = event.target.files?.[0]
              event.target.value = ''
              if (!picture) return
              setChosen(picture)
              void send(picture)
            }}
          />
          <div className="flex flex-wrap gap-3">
            <Button icon={Upload} busy={sending} onClick={() => input.current?.click()}>
              {state === 'none' ? t('account.picture.choose') : t('account.picture.another')}
            </Button>
            {state !== 'none' && (
              <Button icon={Trash2} look="plain" onClick={() => void remove()}>
                {t('account.picture.remove')}
              </Button>
            )}
          </div>
          <p role="status" className="text-sm text-muted">
            {sending ? t('account.picture.sending') : state === 'preparing' ? t('account.picture.preparing') : t('account.picture.hint')}
          </p>
        </div>
      </div>
      {!!error && <ProblemNotice error={error} />}
      {!error && !underWay && state === 'failed' && (
        <Notice tone="bad" title={t('account.picture.failed')}>
          {inOurWords(account.avatar.error_code ?? '', account.avatar.error ?? '', '').detail}
        </Notice>
      )}
    </SettingsCard>
  )
}
