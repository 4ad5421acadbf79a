import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ChangeEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type RegistrationOut, showSelfie } from '@/api/generated'
import { listSelfiesQueryKey } from '@/api/generated/@tanstack/react-query.gen'
import { Avatar } from '@/components/Avatar'
import { Button } from '@/components/Button'
import { ProblemNotice } from '@/components/Feedback'
import { BackLink, Page, PageHeader } from '@/components/Page'
import { registrationChanged } from '@/features/guest/registration'
import { useAccount } from '@/features/session/account'
import { shrunk } from './picture'
import { SelfieCamera } from './SelfieCamera'
import { SelfiePreview } from './SelfiePreview'
import { sendSelfie } from './sendSelfie'

interface Taken {
  picture: Blob
  mirrored: boolean
  /** Names the sending of it; a second try of the same picture is the same selfie. */
  key: string
}

/** From the camera, a file or the profile picture to a selfie on its way. */
export function ShowSelfie({ registration }: { registration: RegistrationOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const account = useAccount()
  const [taken, setTaken] = useState<Taken>()
  const [sent, setSent] = useState<number>()
  const file = useRef<HTMLInputElement>(null)
  const device = useRef<HTMLInputElement>(null)
  const leaving = useRef(new AbortController())
  useEffect(() => {
    const controller = new AbortController()
    leaving.current = controller
    return () => controller.abort()
  }, [])
  const registrationId = registration.id

  async function shown(search: string) {
    await navigate({ to: '/my/$registrationId/searches/$searchId', params: { registrationId, searchId: search }, replace: true })
    await Promise.all([
      registrationChanged(queries, registrationId),
      queries.invalidateQueries({ queryKey: listSelfiesQueryKey({ path: { registration_id: registrationId } }) }),
    ])
  }
  const send = useMutation({
    mutationFn: ({ picture, key }: Taken) => sendSelfie({ registrationId, picture, key, onProgress: setSent, signal: leaving.current.signal }),
    onMutate: () => setSent(0),
    onSuccess: ({ search }) => shown(search),
    onError: () => setSent(undefined),
  })
  const profile = useMutation({
    mutationFn: async () => (await showSelfie({ path: { registration_id: registrationId }, body: { from: 'avatar' }, throwOnError: true })).data,
    onSuccess: ({ search }) => shown(search),
  })

  function take(picture: Blob, mirrored: boolean) {
    send.reset()
    setTaken({ picture, mirrored, key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` })
  }
  async function choose(event: ChangeEvent<HTMLInputElement>) {
    const [chosen] = event.target.files ?? []
    event.target.value = ''
    if (chosen) take((await shrunk(chosen)).picture, false)
  }

  return (
    <Page name={t('guest.selfie.title')} width="narrow">
      <PageHeader
        title={taken ? t('guest.selfie.checkTitle') : t('guest.selfie.title')}
        above={
          <BackLink to="/my/$registrationId" params={{ registrationId }}>
            {registration.event.name}
          </BackLink>
        }
      >
        {taken ? t('guest.selfie.checkLead') : t('guest.selfie.lead')}
      </PageHeader>
      <input ref={file} type="file" accept="image/*" hidden aria-label={t('guest.selfie.fromFile')} onChange={choose} />
      <input ref={device} type="file" accept="image/*" capture="user" hidden aria-label={t('guest.noCamera.device')} onChange={choose} />
      {taken ? (
        <SelfiePreview
          {...taken}
          sent={sent}
          error={send.error}
          onUse={() => send.mutate(taken)}
          onRetake={() => setTaken(undefined)}
        />
      ) : (
        <>
          <SelfieCamera onPicture={take} onFile={() => file.current?.click()} onDeviceCamera={() => device.current?.click()} />
          {account?.avatar.state === 'ready' && (
            <div className="flex flex-wrap items-center justify-center gap-3 text-sm text-muted">
              <Avatar name={account.display_name} src="/api/v1/account/avatar" className="size-11" />
              <Button size="small" busy={profile.isPending} onClick={() => profile.mutate()}>
                {t('guest.selfie.useAvatar')}
              </Button>
            </div>
          )}
          {profile.isError && <ProblemNotice error={profile.error} />}
          <p className="text-center text-sm text-muted">{t('guest.selfie.promise')}</p>
        </>
      )}
    </Page>
  )
}
