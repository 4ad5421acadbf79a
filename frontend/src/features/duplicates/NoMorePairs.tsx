import { useQuery } from '@tanstack/react-query'
import { PartyPopper, ScanSearch, Undo2, UsersRound } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lookForDuplicates } from '@/api/generated'
import { Button } from '@/components/Button'
import { EmptyState, Progress } from '@/components/Feedback'
import { toastProblem } from '@/components/problemToast'
import { formatDateTime } from '@/i18n/format'
import { lookingOptions } from './duplicates'

interface NoMoreProps {
  libraryId: string
  /** How many were answered in this visit. */
  answered: number
  onUndo: (() => void) | undefined
  /** Pairs were found meanwhile. */
  onFound: () => void
  toPeople: ReactNode
}

/** Nobody is left to be asked about: when it was looked last, and looking now. */
export function NoMorePairs({ libraryId, answered, onUndo, onFound, toPeople }: NoMoreProps) {
  const { t } = useTranslation()
  const { data: now, refetch } = useQuery(lookingOptions(libraryId))
  const [asked, setAsked] = useState(false)
  const waited = useRef(false)
  const looking = !!now?.looking
  useEffect(() => {
    if (waited.current && !looking) onFound()
    waited.current = looking
  }, [looking, onFound])
  const look = async () => {
    setAsked(true)
    try {
      await lookForDuplicates({ path: { library_id: libraryId }, throwOnError: true })
    } catch (error) {
      toastProblem(error)
    }
    await refetch()
    setAsked(false)
  }
  return (
    <EmptyState
      icon={answered ? PartyPopper : UsersRound}
      title={answered ? t('duplicates.over') : t('duplicates.nothing.title')}
      action={
        <div className="flex w-full flex-col items-center gap-4">
          <div className="flex flex-wrap justify-center gap-3">
            {onUndo && (
              <Button icon={Undo2} onClick={onUndo}>
                {t('duplicates.undo')}
              </Button>
            )}
            <Button icon={ScanSearch} busy={asked || looking} onClick={() => void look()}>
              {t('duplicates.look')}
            </Button>
            {toPeople}
          </div>
          {looking && (
            <div className="w-full">
              <Progress label={t('duplicates.looking')} value={now.total ? now.done / now.total : undefined} />
            </div>
          )}
        </div>
      }
    >
      <p>{answered ? t('duplicates.answered', { count: answered }) : t('duplicates.nothing.text')}</p>
      {now?.looked_at && <p className="mt-2 text-sm">{t('duplicates.last', { when: formatDateTime(now.looked_at) })}</p>}
    </EmptyState>
  )
}
