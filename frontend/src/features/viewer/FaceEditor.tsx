import { UserRoundPlus, UserRoundX, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FaceOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { type PeopleActions, usePeopleActions } from '@/features/people/actions'
import { type Fresh, PersonPicker } from '@/features/sorting/PersonPicker'

interface EditorProps {
  libraryId: string
  face: FaceOut
  /** Something was said, or nothing will be. */
  onClose: () => void
}

/** Corrects who one face of a photo is. */
export function FaceEditor({ libraryId, face, onClose }: EditorProps) {
  const { t } = useTranslation()
  const actions = usePeopleActions()
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const { person } = face

  const say = (said: ReturnType<PeopleActions['are']>) => {
    setBusy(true)
    void said.then((done) => {
      setBusy(false)
      if (done) onClose()
    })
  }
  const somebodyNew: Fresh = {
    id: 'new',
    text: (name) => t(person && !person.name ? 'sorting.fresh.onlyThis' : 'sorting.fresh.new', { name }),
    choose: (name) => say(actions.split(libraryId, [face.id], name)),
  }
  const naming: Fresh | undefined =
    person && !person.name
      ? { id: 'name', text: (name) => t('sorting.fresh.name', { name }), choose: (name) => say(actions.name(person, name)) }
      : undefined
  return (
    <div className="flex flex-col gap-3 rounded-control bg-sunken p-3">
      <PersonPicker
        ref={field}
        libraryId={libraryId}
        label={t('sorting.who')}
        except={person?.id}
        busy={busy}
        fresh={naming ? [naming, somebodyNew] : [somebodyNew]}
        onChoose={(chosen) => say(actions.are(chosen, [face.id]))}
        onCancel={onClose}
      />
      <div className="flex flex-wrap gap-2">
        {person && (
          <Button size="small" icon={UserRoundX} busy={busy} onClick={() => say(actions.areNot(person, [face.id]))}>
            {person.name ? t('sorting.face.not', { name: person.name }) : t('sorting.face.notThis')}
          </Button>
        )}
        <Button size="small" icon={UserRoundPlus} busy={busy} onClick={() => say(actions.split(libraryId, [face.id], ''))}>
          {t('sorting.face.new')}
        </Button>
        <Button size="small" icon={X} busy={busy} onClick={() => say(actions.areNone(libraryId, [face.id]))}>
          {t('sorting.face.none')}
        </Button>
      </div>
    </div>
  )
}
