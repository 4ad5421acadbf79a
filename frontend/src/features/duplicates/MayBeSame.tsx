import { useQuery } from '@tanstack/react-query'
import { Merge, UserRoundX } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DuplicateOut, PersonOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { Badge } from '@/components/Feedback'
import { TextLink } from '@/components/Page'
import { useKeptFocus } from '@/components/useKeptFocus'
import { type Done, usePeopleActions } from '@/features/people/actions'
import { FaceCover } from '@/features/people/FaceCover'
import { MergeDialog } from '@/features/people/MergeDialog'
import { survivorOf } from '@/features/people/people'
import { formatProbability } from '@/i18n/format'
import { likelihood, personDuplicatesOptions } from './duplicates'

interface MayBeSameProps {
  person: PersonOut
  /** The person goes on under that one. */
  onMerged: (into: PersonOut) => void
}

/** With whom somebody may be the same, answered in place. */
export function MayBeSame({ person, onMerged }: MayBeSameProps) {
  const { t } = useTranslation()
  const { data: pairs } = useQuery(personDuplicatesOptions(person.id))
  const list = useRef<HTMLUListElement>(null)
  useKeptFocus(list, () => list.current?.querySelector<HTMLElement>('button') ?? document.querySelector('main'))
  if (!pairs?.length) return null
  return (
    <ul ref={list} aria-label={t('duplicates.mayBe')} className="flex flex-col gap-2">
      {pairs.map((pair) => (
        <Candidate key={pair.id} pair={pair} person={person} onMerged={onMerged} />
      ))}
    </ul>
  )
}

function Candidate({ pair, person, onMerged }: MayBeSameProps & { pair: DuplicateOut }) {
  const { t } = useTranslation()
  const actions = usePeopleActions()
  const [busy, setBusy] = useState(false)
  const [naming, setNaming] = useState(false)
  const other = pair.one.id === person.id ? pair.other : pair.one
  const name = other.name || t('people.nameless')
  const answer = async (say: () => Promise<Done | undefined>) => {
    setBusy(true)
    const done = await say()
    setBusy(false)
    return done
  }
  const merge = async (into: PersonOut) => {
    setNaming(false)
    if ((await answer(() => actions.same(pair, into))) && into.id !== person.id) onMerged(into)
  }
  const same = () => {
    const into = survivorOf([person, other])
    if (into) void merge(into)
    else setNaming(true)
  }
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-line bg-surface p-3">
      <FaceCover face={other.cover} pixels={48} className="size-12 shrink-0 rounded-control" />
      <div className="min-w-0 grow basis-48">
        <p className="break-words">
          {t(`duplicates.likelyOf.${likelihood(pair.probability)}`)}{' '}
          <TextLink to="/people/$personId" params={{ personId: other.id }}>
            {name}
          </TextLink>
        </p>
        <p className="flex flex-wrap items-center gap-x-2 text-sm text-muted">
          <Badge tone="accent">{formatProbability(pair.probability)}</Badge>
          {t('people.photos', { count: other.photo_count })}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="small" look="primary" icon={Merge} busy={busy} onClick={same}>
          {t('duplicates.same')}
        </Button>
        <Button size="small" icon={UserRoundX} busy={busy} onClick={() => void answer(() => actions.notSame(pair))}>
          {t('duplicates.notSame')}
        </Button>
      </div>
      <MergeDialog people={naming ? [person, other] : []} onClose={() => setNaming(false)} onMerge={(into) => void merge(into)} />
    </li>
  )
}
