import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react'
import type { EventOut } from '@/api/generated'
import { formatSpan } from '@/i18n/format'
import { Cover } from './Cover'

interface CardAnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  ref?: Ref<HTMLAnchorElement>
  event: EventOut
  /** What there is to say beyond name, date and place. */
  children?: ReactNode
}

function CardAnchor({ event, children, ...rest }: CardAnchorProps) {
  return (
    <a
      {...rest}
      className="flex h-full overflow-hidden rounded-card border border-line bg-surface shadow-card transition-shadow duration-150 hover:shadow-float sm:flex-col"
    >
      <Cover src={event.cover && smaller(event.cover)} className="w-28 shrink-0 sm:aspect-[8/5] sm:w-full" />
      <div className="flex min-w-0 grow flex-col gap-1 p-4">
        <h2 className="display text-lg">{event.name}</h2>
        <p className="text-sm text-muted">{formatSpan(event.starts_at, event.ends_at, event.timezone)}</p>
        <p className="text-sm text-muted">{[event.venue || event.location, event.host].filter(Boolean).join(' · ')}</p>
        {children && <div className="mt-auto flex flex-wrap gap-2 pt-2">{children}</div>}
      </div>
    </a>
  )
}

function smaller(cover: string): string {
  return `${cover}${cover.includes('?') ? '&' : '?'}size=320`
}

/** An event in a list, as a link to its page. */
export const EventCard = createLink(CardAnchor)
