import { UserRound, X } from 'lucide-react'
import { useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '@/components/Button'
import { FilePicture } from '../session/FilePicture'
import { PICTURE_TYPES } from '../session/pictures'

/** A picture for the new account, if somebody wants one now; sent only once the address is verified. */
export function PictureChoice({ picture, onChange }: { picture: File | null; onChange: (picture: File | null) => void }) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const hint = useId()
  const nobody = <UserRound className="size-8" />
  return (
    <div className="flex items-center gap-4 rounded-card bg-sunken p-4">
      <span aria-hidden className="grid size-16 shrink-0 place-items-center overflow-hidden rounded-full bg-surface text-muted">
        {picture ? <FilePicture file={picture} instead={nobody} /> : nobody}
      </span>
      <div className="flex min-w-0 grow flex-col items-start gap-2">
        <p id={hint} className="text-sm text-muted">
          {picture ? t('account.picture.chosen', { name: picture.name }) : t('account.signup.picture')}
        </p>
        <input
          ref={input}
          type="file"
          accept={PICTURE_TYPES}
          hidden
          onChange={(event) => onChange(event.target.files?.[0] ?? null)}
        />
        <Button size="small" aria-describedby={hint} onClick={() => input.current?.click()}>
          {picture ? t('account.picture.another') : t('account.picture.choose')}
        </Button>
      </div>
      {picture && (
        <IconButton
          icon={X}
          size="small"
          label={t('account.picture.without')}
          onClick={() => {
            if (input.current) input.current.value = ''
            onChange(null)
          }}
        />
      )}
    </div>
  )
}
