import { X } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LabelOnOut } from '@/api/generated'
import { IconButton } from '@/components/Button'
import { Skeleton } from '@/components/Feedback'
import type { FindHome } from '@/features/find/home'
import { SearchLink } from '@/features/find/SearchLink'
import { useLabelActions } from './actions'
import { LabelField } from './LabelField'

export interface PhotoLabelsProps {
  photoId: string
  home: Pick<FindHome, 'libraryId' | 'eventId'>
  /** Undefined while they load. */
  labels: readonly LabelOnOut[] | undefined
  /** Rises each time that the field is to have the focus. */
  asked: number
  /** Where the focus goes when one is done. */
  onDone: () => void
}

/** The labels of one photo: each leads to all photos that have it; put on by typing, and taken off. */
export function PhotoLabels({ photoId, home, labels, asked, onDone }: PhotoLabelsProps) {
  const { t } = useTranslation()
  const heading = useId()
  const actions = useLabelActions(home.libraryId)
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const before = useRef(0)
  useEffect(() => {
    if (asked > before.current) field.current?.focus()
    before.current = asked
  }, [asked])
  const change = async (add: string[], remove: string[]) => {
    setBusy(true)
    await actions.change([photoId], add, remove)
    setBusy(false)
  }
  const takeOff = (label: LabelOnOut) => {
    // The button goes away with its label.
    field.current?.focus()
    void change([], [label.name])
  }
  return (
    <section aria-labelledby={heading} className="flex flex-col gap-3">
      <h3 id={heading} className="font-semibold">
        {t('find.labels.title')}
      </h3>
      {!labels && <Skeleton className="h-9" />}
      {labels && labels.length > 0 && (
        <ul className="flex flex-wrap gap-2" aria-labelledby={heading}>
          {labels.map((label) => (
            <li key={label.id} className="flex max-w-full items-center rounded-full border border-line bg-sunken">
              <SearchLink home={home} looking={[{ kind: 'label', id: label.id }]} className="min-w-0 truncate rounded-full py-1.5 pl-3.5 text-sm font-semibold hover:underline">
                {label.name}
              </SearchLink>
              <IconButton icon={X} size="small" label={t('find.labels.takeOff', { label: label.name })} onClick={() => takeOff(label)} className="rounded-full!" />
            </li>
          ))}
        </ul>
      )}
      <LabelField
        ref={field}
        libraryId={home.libraryId}
        label={t('find.labels.add')}
        except={labels?.map((label) => label.name) ?? []}
        onChoose={(name) => void change([name], [])}
        onCancel={onDone}
        busy={busy}
      />
    </section>
  )
}
