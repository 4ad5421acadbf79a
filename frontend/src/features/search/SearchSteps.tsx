import { Check, LoaderCircle } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SearchProgress } from '@/api/generated'
import { classes } from '@/components/classes'
import { formatNumber } from '@/i18n/format'

/** Steps of a search and which of them is under way. */
export function SearchSteps({ progress }: { progress?: SearchProgress }) {
  const { t } = useTranslation()
  const at = stepOf(progress)
  const faces = progress?.faces_compared ?? 0
  const steps = [
    t('guest.searching.sent'),
    t('guest.searching.looking'),
    faces ? t('guest.searching.compared', { count: faces, number: formatNumber(faces) }) : t('guest.searching.comparing'),
  ]
  return (
    <ol className="flex flex-col gap-4 text-left">
      {steps.map((step, number) => {
        const done = number < at
        return (
          <li key={step} aria-current={number === at ? 'step' : undefined} className="flex items-center gap-3">
            <span
              className={classes(
                'grid size-9 shrink-0 place-items-center rounded-full border-2',
                done ? 'border-good bg-good-soft text-good' : number === at ? 'border-accent text-accent' : 'border-line text-muted',
              )}
            >
              {done ? <Check aria-hidden className="size-5" /> : number === at ? <LoaderCircle aria-hidden className="size-5 animate-turn" /> : number + 1}
            </span>
            <span className={classes(number <= at ? 'font-semibold' : 'text-muted')}>
              {step}
              {done && <span className="sr-only"> ({t('guest.searching.done')})</span>}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

/** 1: a worker looks at the selfie, or will; 2: faces are compared; 3: it has ended. */
export function stepOf(progress?: Pick<SearchProgress, 'done' | 'steps_done' | 'faces_compared'>): number {
  if (!progress) return 1
  if (progress.done) return 3
  return progress.steps_done > 0 || progress.faces_compared > 0 ? 2 : 1
}
