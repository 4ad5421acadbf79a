import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { FindHome } from './home'
import { inAddress, type Looking } from './looking'

interface LinkProps {
  home: Pick<FindHome, 'eventId'>
  looking: Looking
  className?: string
  children: ReactNode
}

/** A link to what a search finds. */
export function SearchLink({ home: { eventId }, looking, className, children }: LinkProps) {
  const search = inAddress(looking)
  if (eventId) {
    return (
      <Link to="/events/$eventId/search" params={{ eventId }} search={search} className={className}>
        {children}
      </Link>
    )
  }
  return (
    <Link to="/library/search" search={search} className={className}>
      {children}
    </Link>
  )
}
