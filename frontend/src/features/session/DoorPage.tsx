import type { ReactNode } from 'react'
import { Card, Page } from '@/components/Page'

interface DoorPageProps {
  title: string
  lead?: ReactNode
  children: ReactNode
  /** Other ways, below the card. */
  below?: ReactNode
  width?: 'narrow' | 'normal'
}

/** A page for who is not logged in: one card, one thing to do. */
export function DoorPage({ title, lead, children, below, width = 'narrow' }: DoorPageProps) {
  return (
    <Page name={title} width={width}>
      <header className="flex flex-col gap-2 pt-2 sm:pt-6">
        <h1 className="display text-3xl">{title}</h1>
        {lead && <p className="text-muted">{lead}</p>}
      </header>
      <Card className="flex flex-col gap-5">{children}</Card>
      {below && <div className="flex flex-col gap-2 text-muted">{below}</div>}
    </Page>
  )
}
