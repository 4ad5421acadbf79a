import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/components/Feedback'
import { formatDuration } from '@/i18n/format'
import type { Failure } from './failure'

/** What went wrong with a form, in general; with the time until it may be tried again. */
export function FailureNotice({ failure }: { failure: Failure | null }) {
  if (!failure?.detail) return null
  return (
    <Notice tone="bad" title={failure.detail}>
      {failure.until ? <Wait key={failure.until} until={failure.until} /> : failure.advice}
    </Notice>
  )
}

function Wait({ until }: { until: number }) {
  const { t } = useTranslation()
  const [left, setLeft] = useState(() => Math.ceil((until - Date.now()) / 1000))
  const over = left <= 0
  const [first] = useState(left)
  useEffect(() => {
    if (over) return
    const clock = setInterval(() => setLeft(Math.ceil((until - Date.now()) / 1000)), 1000)
    return () => clearInterval(clock)
  }, [until, over])
  if (over) return t('account.failure.waited')
  // Read out once; a number that changes each second would be read out each second.
  return (
    <>
      <span className="sr-only">{t('account.failure.wait', { time: formatDuration(first) })}</span>
      <span aria-hidden>{t('account.failure.wait', { time: formatDuration(left) })}</span>
    </>
  )
}
