import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { usePeopleActions } from './actions'
import { NameField } from './NameField'

interface SplitProps {
  open: boolean
  /** Whom the faces were taken for. */
  person: PersonOut
  /** How many faces. */
  count: number
  onClose: () => void
  /** A person of their own; an empty name for none. */
  onNew: (name: string) => void
  onSame: (other: PersonOut) => void
}

/** Some faces are somebody else: somebody new, with a name or without, or one who is there already. */
export function SplitDialog({ open, person, count, onClose, onNew, onSame }: SplitProps) {
  const { t } = useTranslation()
  const actions = usePeopleActions()
  const hint = useId()
  const [typed, setTyped] = useState('')
  // Only the last press counts, and none of a dialog that was given up meanwhile: each would be a person of their own.
  const turn = useRef(0)
  const close = () => {
    turn.current += 1
    setTyped('')
    onClose()
  }
  const settle = async (name: string) => {
    const mine = (turn.current += 1)
    // A name that somebody has already means them.
    const other = name ? await actions.namesake(person.library, name, person.id) : undefined
    if (mine !== turn.current) return
    setTyped('')
    if (other) onSame(other)
    else onNew(name)
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      title={t('people.split.title', { count })}
      actions={
        <>
          <Button onClick={close}>{t('shell.cancel')}</Button>
          <Button look="primary" onClick={() => void settle(typed.trim())}>
            {t('people.split.do')}
          </Button>
        </>
      }
    >
      {/* Room for what is suggested, which a dialog would cut off. */}
      <div className="flex min-h-72 flex-col gap-2">
        <p id={hint}>{t('people.split.text')}</p>
        <NameField
          libraryId={person.library}
          label={t('people.split.name')}
          onTyped={setTyped}
          onName={(name) => void settle(name)}
          onSame={(other) => {
            setTyped('')
            onSame(other)
          }}
          onCancel={close}
        />
      </div>
    </Dialog>
  )
}
