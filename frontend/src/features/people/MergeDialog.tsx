import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { Dialog } from '@/components/Dialog'
import { classes } from '@/components/classes'
import { FaceCover } from './FaceCover'

interface MergeProps {
  /** People who are to be one and have several names; empty while nobody is. */
  people: readonly PersonOut[]
  onClose: () => void
  onMerge: (into: PersonOut) => void
}

/** Several people with names become one: which name stays. */
export function MergeDialog({ people, onClose, onMerge }: MergeProps) {
  const { t } = useTranslation()
  return <Asked key={people.map((one) => one.id).join()} people={people} onClose={onClose} onMerge={onMerge} title={t('people.merge.title')} />
}

function Asked({ people, onClose, onMerge, title }: MergeProps & { title: string }) {
  const { t } = useTranslation()
  const named = people.filter((one) => one.name)
  const [chosen, setChosen] = useState(named[0]?.id)
  const into = named.find((one) => one.id === chosen)
  return (
    <Dialog
      open={people.length > 0}
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button look="primary" disabled={!into} onClick={() => into && onMerge(into)}>
            {t('people.merge.do')}
          </Button>
        </>
      }
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-3">{t('people.merge.which', { count: people.length })}</legend>
        {named.map((one) => (
          <label
            key={one.id}
            className={classes(
              'flex min-h-14 items-center gap-3 rounded-card border p-2 has-focus-visible:outline-3 has-focus-visible:outline-accent',
              one.id === chosen ? 'border-accent bg-accent-soft' : 'border-line',
            )}
          >
            <input type="radio" name="into" className="ml-1 size-5" checked={one.id === chosen} onChange={() => setChosen(one.id)} />
            <FaceCover face={one.cover} pixels={44} className="size-11 shrink-0 rounded-full" />
            <span className="min-w-0 grow truncate font-semibold">{one.name}</span>
            <span className="pr-2 text-sm text-muted">{t('people.photos', { count: one.photo_count })}</span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  )
}
