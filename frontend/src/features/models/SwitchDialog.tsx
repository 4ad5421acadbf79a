import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RollBackIn, SwitchIn } from '@/api/generated'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { CheckField } from '@/components/Field'

interface Shared {
  open: boolean
  /** Whether guests are found in these photos. */
  guests: boolean
  names: { models: string; old: string }
  busy: boolean
  onClose: () => void
}

/** Asks how to switch: what of the comparison is taken over. */
export function SwitchDialog({ open, guests, names, busy, onClose, onSwitch }: Shared & { onSwitch: (how: SwitchIn) => void }) {
  const { t } = useTranslation()
  const [people, setPeople] = useState(true)
  const [recheck, setRecheck] = useState(false)
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('models.switch.title', names)}
      actions={
        <>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button look="primary" busy={busy} onClick={() => onSwitch({ sort_people: people, recheck: guests && recheck })}>
            {t('models.switch.confirm')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p>{t('models.switch.text', names)}</p>
        <CheckField label={t('models.switch.people')} hint={t('models.switch.peopleHint')} checked={people} onChange={(event) => setPeople(event.target.checked)} />
        {guests && (
          <CheckField label={t('models.switch.recheck')} hint={t('models.switch.recheckHint')} checked={recheck} onChange={(event) => setRecheck(event.target.checked)} />
        )}
      </div>
    </Dialog>
  )
}

/** Asks whether to go back to the models of before. */
export function RollBackDialog({ open, guests, names, busy, onClose, onRollBack }: Shared & { onRollBack: (how: RollBackIn) => void }) {
  const { t } = useTranslation()
  const [recheck, setRecheck] = useState(false)
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('models.rollBack.title', names)}
      actions={
        <>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button look="primary" busy={busy} onClick={() => onRollBack({ recheck: guests && recheck })}>
            {t('models.rollBack.confirm')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p>{t('models.rollBack.text', names)}</p>
        {guests && (
          <CheckField label={t('models.switch.recheck')} hint={t('models.rollBack.recheckHint')} checked={recheck} onChange={(event) => setRecheck(event.target.checked)} />
        )}
      </div>
    </Dialog>
  )
}
