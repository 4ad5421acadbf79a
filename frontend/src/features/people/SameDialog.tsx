import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { FaceCover } from './FaceCover'

interface SameProps {
  person: PersonOut
  /** Who has the name already; undefined while nobody is asked about. */
  other: PersonOut | undefined
  onClose: () => void
  onMerge: () => void
  /** Two people with one name; not offered where somebody was chosen from the list. */
  onKeepBoth?: () => void
}

/** A name that somebody has already: are both the same? */
export function SameDialog({ person, other, onClose, onMerge, onKeepBoth }: SameProps) {
  const { t } = useTranslation()
  return (
    <Dialog
      open={!!other}
      onClose={onClose}
      title={t('people.same.title', { name: other?.name ?? '' })}
      actions={
        <>
          {onKeepBoth ? <Button onClick={onKeepBoth}>{t('people.same.both')}</Button> : <Button onClick={onClose}>{t('shell.cancel')}</Button>}
          <Button look="primary" onClick={onMerge}>
            {t('people.same.merge')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="mx-auto grid w-full max-w-72 grid-cols-2 gap-4">
          {[person, ...(other ? [other] : [])].map((one) => (
            <figure key={one.id} className="flex flex-col gap-2 text-center text-sm">
              <FaceCover face={one.cover} pixels={130} className="w-full rounded-card" />
              <figcaption>
                <span className="block truncate font-semibold">{one.name || t('people.nameless')}</span>
                <span className="text-muted">{t('people.photos', { count: one.photo_count })}</span>
              </figcaption>
            </figure>
          ))}
        </div>
        <p>{t('people.same.text', { name: other?.name ?? '' })}</p>
      </div>
    </Dialog>
  )
}
