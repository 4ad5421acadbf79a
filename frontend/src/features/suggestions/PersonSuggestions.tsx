import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { CircleCheckBig, Undo2 } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { EmptyState } from '@/components/Feedback'
import { Segmented } from '@/components/Segmented'
import { formatNumber } from '@/i18n/format'
import { AskedFaces } from './AskedFaces'
import { ClassifierState } from './ClassifierState'
import { classifierOptions, type Kind, personSuggestionsOptions } from './queries'
import { useAnswers } from './useAnswers'

interface PersonSuggestionsProps {
  person: PersonOut
  /** What to do when nothing is asked about this person any more. */
  next?: ReactNode
}

/** What is asked about somebody: faces that may be them, and faces of theirs that may not. */
export function PersonSuggestions({ person, next }: PersonSuggestionsProps) {
  const { t } = useTranslation()
  const joins = useInfiniteQuery(personSuggestionsOptions(person.id, 'join'))
  const doubts = useInfiniteQuery(personSuggestionsOptions(person.id, 'doubt'))
  const { data: classifier } = useQuery(classifierOptions(person.library))
  const answers = useAnswers(person)
  const [shown, setShown] = useState<Kind>()
  const faces = useMemo(() => {
    const left = (list: typeof joins) => (list.data?.pages.flatMap((page) => page.items) ?? []).filter((face) => !answers.answered.has(face.id))
    return { join: left(joins), doubt: left(doubts) }
  }, [joins, doubts, answers.answered])
  const first: Kind = joins.isSuccess && faces.join.length === 0 && faces.doubt.length > 0 ? 'doubt' : 'join'
  const kind = shown ?? first
  const list = kind === 'join' ? joins : doubts
  const label = (one: Kind, more: boolean) => `${t(`suggestions.kinds.${one}`)} ${formatNumber(faces[one].length)}${more ? '+' : ''}`
  const nothingAtAll = joins.isSuccess && doubts.isSuccess && faces.join.length + faces.doubt.length === 0
  const ready = classifier?.state === 'ready' || (classifier?.state === 'training' && classifier.trained_at !== null)
  if (nothingAtAll && classifier && !ready) return <ClassifierState libraryId={person.library} classifier={classifier} />
  return (
    <div className="question flex flex-col gap-5">
      {!nothingAtAll && (
        <Segmented<Kind>
          label={t('suggestions.kinds.label')}
          value={kind}
          onChange={setShown}
          options={[
            { value: 'join', label: label('join', joins.hasNextPage) },
            { value: 'doubt', label: label('doubt', doubts.hasNextPage) },
          ]}
        />
      )}
      <AskedFaces
        key={kind}
        person={person}
        kind={kind}
        list={list}
        faces={faces[kind]}
        answers={answers}
        nothing={
          <EmptyState
            icon={CircleCheckBig}
            title={nothingAtAll ? t('suggestions.done.all', { name: person.name }) : t(`suggestions.none.${kind}`)}
            action={
              <div className="flex flex-wrap justify-center gap-3">
                {answers.canUndo && (
                  <Button icon={Undo2} onClick={answers.undo}>
                    {t('suggestions.undo')}
                  </Button>
                )}
                {nothingAtAll && next}
              </div>
            }
          >
            {!answers.canUndo && t('suggestions.none.text')}
          </EmptyState>
        }
      />
    </div>
  )
}
