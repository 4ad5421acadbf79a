import { type ReactNode, useEffect, useId } from 'react'
import { Card } from '@/components/Page'

/** One tab of the account: names the browser's tab; its cards stand below each other. */
export function AccountPage({ name, children }: { name: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${name} · Albumen`
  }, [name])
  return <div className="flex flex-col gap-6">{children}</div>
}

interface SettingsCardProps {
  title: ReactNode
  lead?: ReactNode
  /** Stands at the card's upper end: a state, or a button. */
  aside?: ReactNode
  children?: ReactNode
}

export function SettingsCard({ title, lead, aside, children }: SettingsCardProps) {
  const id = useId()
  return (
    <Card aria-labelledby={id} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="flex min-w-0 max-w-xl flex-col gap-1">
          <h2 id={id} className="display text-xl">
            {title}
          </h2>
          {lead && <div className="text-muted">{lead}</div>}
        </div>
        {aside}
      </div>
      {children}
    </Card>
  )
}
