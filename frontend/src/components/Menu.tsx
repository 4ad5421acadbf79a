import type { LucideIcon } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { Button, IconButton } from './Button'
import { classes } from './classes'

export interface MenuItem {
  label: string
  icon?: LucideIcon
  onSelect: () => void
  tone?: 'plain' | 'bad'
  disabled?: boolean
}

interface MenuProps {
  label: string
  icon: LucideIcon
  items: MenuItem[]
  /** Shows words beside the icon. */
  children?: ReactNode
  /** Looks of the button by itself, around `children`: it is no button of the usual kind then. */
  bare?: string
  /** Work that it began is going on. */
  busy?: boolean
}

/** A button with a list of commands (WAI-ARIA menu button), shown by the browser's popover. */
export function Menu({ label, icon, items, children, bare, busy }: MenuProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)

  const entries = () => [...(list.current?.querySelectorAll<HTMLButtonElement>('[role=menuitem]:not(:disabled)') ?? [])]
  const steps: Record<string, (at: number, count: number) => number> = {
    ArrowDown: (at, count) => (at + 1) % count,
    ArrowUp: (at, count) => (at - 1 + count) % count,
    Home: () => 0,
    End: (_, count) => count - 1,
  }
  function onKeyDown(event: KeyboardEvent) {
    const step = steps[event.key]
    const all = entries()
    if (!step || all.length === 0) return
    event.preventDefault()
    all[step(all.indexOf(document.activeElement as HTMLButtonElement), all.length)]?.focus()
  }
  /** At its button, inside the window. Before it is shown it has no size yet: that the browser tells a moment later. */
  function place() {
    const menu = list.current
    const rect = button.current?.getBoundingClientRect()
    if (!menu || !rect) return
    menu.style.top = `${Math.min(rect.bottom + 6, window.innerHeight - menu.offsetHeight - 8)}px`
    menu.style.left = `${Math.max(8, Math.min(rect.left, window.innerWidth - menu.offsetWidth - 8))}px`
  }
  function opened() {
    place()
    entries()[0]?.focus()
  }
  const trigger = { ref: button, popoverTarget: id, 'aria-haspopup': 'menu' as const }
  return (
    <>
      {bare ? (
        <button type="button" aria-label={label} title={label} {...trigger} className={bare}>
          {children}
        </button>
      ) : children ? (
        <Button icon={icon} busy={busy} {...trigger}>
          {children}
        </Button>
      ) : (
        <IconButton icon={icon} label={label} busy={busy} {...trigger} />
      )}
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        onBeforeToggle={place}
        onToggle={(event) => event.newState === 'open' && opened()}
        className="fixed m-0 min-w-56 rounded-card border border-line bg-raised p-1.5 text-ink shadow-float"
      >
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            disabled={item.disabled}
            onClick={() => {
              list.current?.hidePopover()
              item.onSelect()
            }}
            className={classes(
              'flex min-h-11 w-full items-center gap-3 rounded-control px-3 text-left hover:bg-sunken disabled:opacity-50',
              item.tone === 'bad' && 'text-bad',
            )}
          >
            {item.icon && <item.icon aria-hidden className="size-5" />}
            {item.label}
          </button>
        ))}
      </div>
    </>
  )
}
