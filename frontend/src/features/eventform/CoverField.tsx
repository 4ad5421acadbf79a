import { ImageIcon } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { CoverPicker } from './CoverPicker'
import { FormSection } from './FormSection'

interface CoverFieldProps {
  eventId: string
  chosen: string | null
  picture: string | null
  error?: string
  onChange: (photo: { id: string; picture: string } | null) => void
}

/** The picture the event is shown with. */
export function CoverField({ eventId, chosen, picture, error, onChange }: CoverFieldProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <FormSection title={t('events.cover.title')} text={t('events.cover.text')}>
      <div className="flex flex-wrap items-center gap-4">
        <div className="grid aspect-[3/2] w-36 place-items-center overflow-hidden rounded-control bg-sunken text-muted">
          {picture ? <img src={picture} alt={t('events.cover.current')} className="size-full object-cover" /> : <ImageIcon aria-hidden />}
        </div>
        <Button onClick={() => setOpen(true)}>{chosen ? t('events.cover.another') : t('events.cover.choose')}</Button>
        {chosen && (
          <Button look="plain" onClick={() => onChange(null)}>
            {t('events.cover.remove')}
          </Button>
        )}
      </div>
      {error && <p className="text-sm font-medium text-bad">{error}</p>}
      <CoverPicker
        eventId={eventId}
        chosen={chosen}
        open={open}
        onClose={() => setOpen(false)}
        onChoose={(photo) => {
          onChange(photo)
          setOpen(false)
        }}
      />
    </FormSection>
  )
}
