import { Check, ChevronLeft, ChevronRight, Undo2, X } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '@/components/Button'
import { previewFor, ratioOf } from '@/features/photos/thumbnails'
import { useKeys } from '@/features/viewer/useKeys'
import { sideFor } from './crop'
import { MatchFacts } from './MatchFacts'
import { Faces } from './Faces'
import { PhotoWithFace } from './PhotoWithFace'
import type { Review, Verdict } from './useReview'

const AHEAD = 3

/** One match after the other: both faces side by side, the photo, how sure it is, and a key for each answer. */
export function OneMatch({ eventId, review }: { eventId: string; review: Review }) {
  const { t } = useTranslation()
  const { matches, at, setAt, decide, undo, canUndo } = review
  const match = matches[at]

  const answer = (verdict: Verdict) => {
    if (match) decide([match], verdict)
  }
  const keys: Record<string, (() => void) | undefined> = {
    a: () => answer('accept'),
    ArrowRight: () => answer('accept'),
    r: () => answer('reject'),
    ArrowLeft: () => answer('reject'),
    z: undo,
    j: () => setAt(Math.min(at + 1, matches.length - 1)),
    n: () => setAt(Math.min(at + 1, matches.length - 1)),
    k: () => setAt(Math.max(at - 1, 0)),
    p: () => setAt(Math.max(at - 1, 0)),
  }
  useKeys(keys, { once: true })
  useEffect(() => {
    for (const next of matches.slice(at + 1, at + 1 + AHEAD)) {
      const ratio = ratioOf(next.photo)
      const face = next.face && previewFor(next.photo, sideFor(next.face, ratio, 320))
      for (const src of [next.selfie_crop, face, previewFor(next.photo, 800)]) if (src) new Image().src = src
    }
  }, [matches, at])

  if (!match) return null
  const name = match.registration.name || t('workspace.review.nameless')
  return (
    <article aria-labelledby="question" className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] lg:gap-8">
      <div className="flex flex-col gap-4">
        <div className="flex items-center justify-between gap-3">
          <h3 id="question" aria-live="polite" className="text-lg font-semibold">
            {t('workspace.review.question', { name })}
          </h3>
          <div className="flex items-center">
            <IconButton icon={ChevronLeft} size="small" label={t('workspace.review.before')} disabled={at === 0} onClick={() => setAt(at - 1)} />
            <span className="text-sm text-muted tabular-nums">{t('workspace.review.place', { at: at + 1, total: matches.length })}</span>
            <IconButton icon={ChevronRight} size="small" label={t('workspace.review.next')} disabled={at >= matches.length - 1} onClick={() => setAt(at + 1)} />
          </div>
        </div>
        <Faces key={match.id} match={match} name={name} />
        <div className="sticky bottom-0 z-10 -mx-4 flex gap-3 border-t border-line bg-paper/95 p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] backdrop-blur sm:mx-0 sm:border-0 sm:px-0">
          <Button icon={X} size="large" className="grow" aria-keyshortcuts="R" onClick={() => answer('reject')}>
            {t('workspace.review.reject')}
            <Key letter="R" />
          </Button>
          <IconButton icon={Undo2} size="large" label={t('workspace.review.undo')} disabled={!canUndo} aria-keyshortcuts="Z" onClick={undo} />
          <Button icon={Check} size="large" look="primary" className="grow" aria-keyshortcuts="A" onClick={() => answer('accept')}>
            {t('workspace.review.accept')}
            <Key letter="A" />
          </Button>
        </div>
        <p className="text-sm text-muted max-lg:hidden">{t('workspace.review.keys')}</p>
        <MatchFacts match={match} />
      </div>
      <PhotoWithFace key={match.photo.id} eventId={eventId} match={match} name={name} />
    </article>
  )
}

function Key({ letter }: { letter: string }) {
  return (
    <kbd aria-hidden className="rounded-sm border border-current px-1.5 text-xs opacity-80 max-lg:hidden">
      {letter}
    </kbd>
  )
}
