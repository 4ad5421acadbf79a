import { useMutation, useQueryClient } from '@tanstack/react-query'
import { BrainCircuit, PencilLine, Play, RefreshCw } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type ClassifierOut, trainClassifier } from '@/api/generated'
import { inOurWords } from '@/api/problems'
import { Button, ButtonLink } from '@/components/Button'
import { EmptyState, Progress } from '@/components/Feedback'
import { toastProblem } from '@/components/problemToast'
import { formatFromNow, formatProbability } from '@/i18n/format'
import { classifierOptions, suggestionsChanged } from './queries'

interface StateProps {
  libraryId: string
  classifier: ClassifierOut
}

/** Has the classifier trained; what it asks is asked for anew when it is. */
function useTraining({ libraryId, classifier }: StateProps) {
  const queries = useQueryClient()
  const { queryKey } = classifierOptions(libraryId)
  const before = useRef(classifier.state)
  useEffect(() => {
    if (before.current === 'training' && classifier.state !== 'training') void suggestionsChanged(queries)
    before.current = classifier.state
  }, [classifier.state, queries])
  return useMutation({
    mutationFn: async () => (await trainClassifier({ path: { library_id: libraryId }, throwOnError: true })).data,
    onSuccess: (now) => queries.setQueryData(queryKey, now),
    onError: toastProblem,
  })
}

/** Instead of faces, where there is no classifier: what it needs, or that it learns. */
export function ClassifierState({ libraryId, classifier }: StateProps) {
  const { t } = useTranslation()
  const training = useTraining({ libraryId, classifier })
  const { state } = classifier
  if (state === 'training') return <Learning classifier={classifier} training={training} />
  return (
    <EmptyState
      icon={BrainCircuit}
      title={t(`suggestions.state.${state}.title`)}
      action={
        <div className="flex flex-wrap justify-center gap-3">
          {(state === 'none' || state === 'too_few') && (
            <ButtonLink to="/libraries/$libraryId/naming" params={{ libraryId }} look="primary" icon={PencilLine}>
              {t('people.naming.start')}
            </ButtonLink>
          )}
          <Button icon={RefreshCw} busy={training.isPending} onClick={() => training.mutate()}>
            {t('suggestions.train')}
          </Button>
        </div>
      }
    >
      {state === 'failed' ? inOurWords(classifier.error_code, classifier.error, '').detail : t(`suggestions.state.${state}.text`)}
    </EmptyState>
  )
}

/** That it learns and how far it is; while names are gathered, that it begins soon. */
function Learning({ classifier, training }: { classifier: ClassifierOut; training: ReturnType<typeof useTraining> }) {
  const { t } = useTranslation()
  const { done, total, begins_at: begins } = classifier
  const gathers = begins !== null
  return (
    <div className="flex flex-col gap-3">
      <div role="status" className="flex flex-wrap items-center justify-between gap-3 empty:hidden">
        {gathers && (
          <>
            <p className="max-w-2xl text-muted">{t('suggestions.state.training.asked')}</p>
            <Button size="small" icon={Play} busy={training.isPending} onClick={() => training.mutate()}>
              {t('suggestions.state.training.now')}
            </Button>
          </>
        )}
      </div>
      {!gathers && <Progress value={total ? done / total : undefined} label={t('suggestions.state.training.title')} detail={total ? undefined : t('suggestions.state.training.text')} />}
    </div>
  )
}

/** In a line: when it learned, from how much, how good it is; and the button to have it learn again. */
export function ClassifierLine({ libraryId, classifier }: StateProps) {
  const { t } = useTranslation()
  const training = useTraining({ libraryId, classifier })
  if (classifier.state === 'training') return <Learning classifier={classifier} training={training} />
  if (!classifier.trained_at) return null
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-muted">
      <p className="max-w-2xl">
        {t('suggestions.learned', { when: formatFromNow(classifier.trained_at), people: t('suggestions.people', { count: classifier.people }), faces: t('suggestions.faces', { count: classifier.faces }) })}{' '}
        {t('suggestions.quality', {
          found: formatProbability(classifier.found),
          taken: formatProbability(1 - classifier.taken),
        })}
      </p>
      <Button size="small" icon={RefreshCw} busy={training.isPending} onClick={() => training.mutate()}>
        {t('suggestions.train')}
      </Button>
    </div>
  )
}
