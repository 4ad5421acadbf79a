import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button'
import { ProblemNotice } from './Feedback'

interface ListingProps {
  list: {
    error: unknown
    isPending: boolean
    isError: boolean
    refetch: () => Promise<unknown>
    hasNextPage: boolean
    isFetchingNextPage: boolean
    isFetchNextPageError: boolean
    fetchNextPage: () => Promise<unknown>
  }
  /** How many are loaded. */
  count: number
  /** Of what is loaded, in words: screen readers hear it when it changes. */
  said: string
  /** Stands where the list will be. */
  skeleton: ReactNode
  /** Instead of an empty list. */
  nothing: ReactNode
  children: ReactNode
}

/** A list that comes in pages, at each time of its life. */
export function Listing({ list, count, said, skeleton, nothing, children }: ListingProps) {
  const { t } = useTranslation()
  if (list.isPending) {
    return (
      <div role="status" aria-label={t('shell.loading')}>
        {skeleton}
      </div>
    )
  }
  if (list.isError && count === 0) return <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
  if (count === 0) return nothing
  return (
    <>
      <p role="status" className="sr-only">
        {said}
      </p>
      {children}
      {list.isFetchNextPageError && <ProblemNotice error={list.error} onRetry={() => void list.fetchNextPage()} />}
      {list.hasNextPage && (
        <Button className="self-center" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('shell.loadMore')}
        </Button>
      )}
    </>
  )
}
