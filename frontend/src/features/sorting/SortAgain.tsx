import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Moon, Play } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chooseAlgorithm, type LibraryOut, proposeClustering } from '@/api/generated'
import { Button } from '@/components/Button'
import { ProblemNotice, Skeleton } from '@/components/Feedback'
import { Card } from '@/components/Page'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { classes } from '@/components/classes'
import { formatDateTime, formatNumber } from '@/i18n/format'
import { type Algorithm, offeredTo } from './algorithms'
import { NamesFromFiles } from './NamesFromFiles'
import { ProposalPanel } from './ProposalPanel'
import { isUnderWay, lastProposalOptions, proposalsChanged } from './queries'

/** Sorts all faces of a library anew: by which algorithm, what that would change, and whether it shall. */
export function SortAgain({ library, onLibrary }: { library: LibraryOut; onLibrary: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const name = useId()
  const last = useQuery(lastProposalOptions(library.id))
  const [chosen, setChosen] = useState<Algorithm>(library.algorithm)
  const [busy, setBusy] = useState(false)
  const underWay = isUnderWay(last.data?.state)

  const start = async () => {
    setBusy(true)
    try {
      await proposeClustering({ path: { library_id: library.id }, body: { algorithm: chosen }, throwOnError: true })
    } catch (error) {
      toastProblem(error)
    }
    await proposalsChanged(queries, library.id)
    setBusy(false)
  }
  const keepForNights = async () => {
    try {
      await chooseAlgorithm({ path: { library_id: library.id }, body: { algorithm: chosen }, throwOnError: true })
      toast(t('sorting.again.nightly', { algorithm: t(`sorting.algorithms.${chosen}.name`) }), { tone: 'good' })
    } catch (error) {
      toastProblem(error)
    }
    await onLibrary()
  }
  return (
    <section aria-labelledby="sort-again" className="flex flex-col gap-6">
      <div className="flex flex-col gap-1.5">
        <h2 id="sort-again" className="display text-xl">
          {t('sorting.again.title')}
        </h2>
        <p className="max-w-2xl text-muted">{t('sorting.again.lead')}</p>
        <p className="text-sm text-muted">
          {t('sorting.again.faces', { count: library.face_count, number: formatNumber(library.face_count) })}
          {library.clustered_at && ` · ${t('sorting.again.last', { when: formatDateTime(library.clustered_at) })}`}
        </p>
      </div>
      {last.isPending && <Skeleton className="h-32" />}
      {last.isError && <ProblemNotice error={last.error} onRetry={() => void last.refetch()} />}
      {last.data && <ProposalPanel key={last.data.id} id={last.data.id} onDecided={() => void Promise.all([last.refetch(), onLibrary()])} />}
      <Card aria-labelledby={`${name}-how`} className="flex flex-col gap-4">
        <h3 id={`${name}-how`} className="font-semibold">
          {t('sorting.again.how')}
        </h3>
        <fieldset className="grid gap-2 sm:grid-cols-2">
          <legend className="sr-only">{t('sorting.again.how')}</legend>
          {offeredTo(library).map((algorithm) => (
            <div
              key={algorithm}
              className={classes(
                'relative flex flex-col gap-0.5 rounded-control border p-3 has-focus-visible:outline-3 has-focus-visible:outline-accent',
                algorithm === chosen ? 'border-accent bg-accent-soft' : 'border-line hover:bg-sunken',
              )}
            >
              <label className="flex items-start gap-3 font-semibold after:absolute after:inset-0">
                <input
                  type="radio"
                  name={name}
                  value={algorithm}
                  aria-describedby={`${name}-${algorithm}`}
                  checked={algorithm === chosen}
                  onChange={() => setChosen(algorithm)}
                  className="relative z-10 mt-0.5 size-5 shrink-0"
                />
                <span>{t(`sorting.algorithms.${algorithm}.name`)}</span>
              </label>
              <p id={`${name}-${algorithm}`} className="pl-8 text-sm text-muted">
                {t(`sorting.algorithms.${algorithm}.text`)} {algorithm === library.algorithm && t('sorting.again.present')}
              </p>
            </div>
          ))}
        </fieldset>
        <div className="flex flex-wrap gap-3">
          <Button look="primary" icon={Play} busy={busy || underWay} onClick={() => void start()}>
            {t('sorting.again.start')}
          </Button>
          {chosen !== library.algorithm && (
            <Button icon={Moon} onClick={() => void keepForNights()}>
              {t('sorting.again.useAtNight')}
            </Button>
          )}
        </div>
        <p className="text-sm text-muted">{t('sorting.again.first')}</p>
      </Card>
      <NamesFromFiles library={library} onLibrary={onLibrary} />
    </section>
  )
}
