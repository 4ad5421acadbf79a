import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDuration } from '@/i18n/format'

/** How long to wait before something may be tried again, counted down; `until` in milliseconds as of `Date.now()`. */
export function Wait({ until }: { until: number }) {
  return <Countdown key={until} until={until} />
}

function Countdown({ until }: { until: number }) {
  const { t } = useTranslation()
  const [left, setLeft] = useState(() => Math.ceil((until - Date.now()) / 1000))
  const over = left <= 0
  const [first] = useState(left)
  useEffect(() => {
    if (over) return
    const clock = setInterval(() => setLeft(Math.ceil((until - Date.now()) / 1000)), 1000)
    return () => clearInterval(clock)
  }, [until, over])
  if (over) return t('shell.wait.over')
  // Read out once; a number that changes each second would be read out each second.
  return (
    <>
      <span className="sr-only">{t('shell.wait.left', { time: formatDuration(first) })}</span>
      <span aria-hidden>{t('shell.wait.left', { time: formatDuration(left) })}</span>
    </>
  )
}
