import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { asProblem } from '@/api/problems'
import { Button } from './Button'
import { classes } from './classes'
import { Wait } from './Wait'

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent'

const SOFT: Record<Tone, string> = {
  plain: 'bg-sunken text-ink',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  accent: 'bg-accent-soft text-accent',
}

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={classes('inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-xs font-semibold', SOFT[tone])}>
      {children}
    </span>
  )
}

const ICONS: Record<Tone, LucideIcon> = { plain: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert, accent: Info }

interface NoticeProps {
  tone?: Tone
  title?: ReactNode
  children?: ReactNode
  action?: ReactNode
}

/** A message in the page; a bad one is read out at once. */
export function Notice({ tone = 'plain', title, children, action }: NoticeProps) {
  const Icon = ICONS[tone]
  return (
    <div role={tone === 'bad' ? 'alert' : undefined} className={classes('flex items-start gap-3 rounded-card p-4', SOFT[tone])}>
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="flex min-w-0 grow flex-col gap-1">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="text-sm text-ink">{children}</div>}
      </div>
      {action}
    </div>
  )
}

/** What went wrong, in words, and what to do; with a way to try again. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation()
  const problem = asProblem(error)
  return (
    <Notice
      tone="bad"
      title={problem.detail}
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('shell.tryAgain')}
          </Button>
        )
      }
    >
      {problem.until === undefined ? problem.advice : <Wait until={problem.until} />}
    </Notice>
  )
}

interface EmptyProps {
  icon: LucideIcon
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  /** Its heading's element: h1 where it is all of the page. */
  heading?: 'h1' | 'h2'
}

/** Nothing is here yet: says so, why, and what to do first. */
export function EmptyState({ icon: Icon, title, children, action, heading: Heading = 'h2' }: EmptyProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-4 px-4 py-16 text-center">
      <span className="grid size-16 place-items-center rounded-full bg-accent-soft text-accent">
        <Icon aria-hidden className="size-8" />
      </span>
      <Heading className="display text-xl">{title}</Heading>
      {children && <div className="text-muted">{children}</div>}
      {action}
    </div>
  )
}

interface ProgressProps {
  /** Part that is done, 0 to 1; not given while nobody knows. */
  value?: number
  label: string
  /** Shown beside the label. */
  detail?: ReactNode
}

export function Progress({ value, label, detail }: ProgressProps) {
  const percent = value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex justify-between gap-4 text-sm">
        <span className="font-medium">{label}</span>
        <span className="text-muted tabular-nums">{detail ?? (percent === undefined ? null : `${percent} %`)}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={classes('h-full rounded-full bg-accent transition-[width] duration-300', percent === undefined && 'skeleton')}
          style={{ width: `${percent ?? 100}%` }}
        />
      </div>
    </div>
  )
}

/** The place of something that is on its way; for screen readers its region says that it loads. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classes('skeleton rounded-card', className)} />
}
