import { Check, ChevronDown, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/components/Button'
import { Card } from '@/components/Page'
import { toast } from '@/components/toasts'
import { Selfie } from './Faces'
import { FaceChoice } from './FaceChoice'
import { byGuest, type GuestGroup } from './matches'
import type { Review, Verdict } from './useReview'

/** Many matches of one guest at once: nothing is marked until the host marks it. */
export function GuestGroups({ review }: { review: Review }) {
  const { t } = useTranslation()
  const groups = useMemo(() => byGuest(review.matches), [review.matches])
  return (
    <div className="flex flex-col gap-5">
      {groups.map((group) => (
        <Group key={group.id} group={group} review={review} />
      ))}
      {review.list.hasNextPage && (
        <Button icon={ChevronDown} className="self-center" busy={review.list.isFetchingNextPage} onClick={() => void review.list.fetchNextPage()}>
          {t('shell.loadMore')}
        </Button>
      )}
    </div>
  )
}

function Group({ group, review }: { group: GuestGroup; review: Review }) {
  const { t } = useTranslation()
  const [marks, setMarks] = useState<ReadonlySet<string>>(new Set())
  const name = group.name || t('workspace.review.nameless')
  const marked = group.matches.filter((match) => marks.has(match.id))
  const certain = group.matches.filter((match) => match.level === 'certain')
  const headline = `guest-${group.id}`
  const answer = (verdict: Verdict) => {
    const undo = review.decide(marked, verdict)
    setMarks(new Set())
    toast(t(verdict === 'accept' ? 'workspace.review.accepted' : 'workspace.review.rejected', { count: marked.length, name }), { undo })
  }
  return (
    <Card aria-labelledby={headline} className="grid gap-4 sm:grid-cols-[8rem_1fr] sm:gap-6">
      <div className="flex items-center gap-3 max-sm:[&>*:first-child]:w-20 sm:flex-col sm:items-stretch">
        <Selfie src={group.selfie} alt={t('workspace.review.selfieOf', { name })} />
        <div className="sm:text-center">
          <h3 id={headline} className="font-semibold break-words">
            {name}
          </h3>
          <p className="text-sm text-muted">{t('workspace.review.left', { count: group.matches.length })}</p>
        </div>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-3">
          {group.matches.map((match) => (
            <FaceChoice
              key={match.id}
              match={match}
              marked={marks.has(match.id)}
              onToggle={() =>
                setMarks((before) => {
                  const now = new Set(before)
                  if (!now.delete(match.id)) now.add(match.id)
                  return now
                })
              }
            />
          ))}
        </ul>
        <div className="flex flex-wrap items-center gap-2">
          {certain.length > 0 && (
            <Button size="small" onClick={() => setMarks(new Set(certain.map((match) => match.id)))}>
              {t('workspace.review.markCertain', { count: certain.length })}
            </Button>
          )}
          <Button
            size="small"
            onClick={() => setMarks(marked.length === group.matches.length ? new Set() : new Set(group.matches.map((match) => match.id)))}
          >
            {t(marked.length === group.matches.length ? 'workspace.review.markNone' : 'workspace.review.markAll')}
          </Button>
          <span className="grow" />
          <Button size="small" icon={X} disabled={marked.length === 0} onClick={() => answer('reject')}>
            {t('workspace.review.rejectMarked', { count: marked.length })}
          </Button>
          <Button size="small" look="primary" icon={Check} disabled={marked.length === 0} onClick={() => answer('accept')}>
            {t('workspace.review.acceptMarked', { count: marked.length })}
          </Button>
        </div>
      </div>
    </Card>
  )
}
