import { createLink } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { type AnchorHTMLAttributes, type ReactNode, type Ref, useEffect } from 'react'
import { classes } from './classes'

interface PageProps {
  /** Its name in the browser's tab. */
  name: string
  width?: 'narrow' | 'normal' | 'wide' | 'full'
  /** It asks one question after the other: what is said in passing leaves the answers free. */
  asks?: boolean
  children: ReactNode
}

const WIDTHS = { narrow: 'max-w-lg', normal: 'max-w-4xl', wide: 'max-w-7xl', full: 'max-w-none' }

/** What stands between the bar at the top and the end of the page. */
export function Page({ name, width = 'normal', asks, children }: PageProps) {
  useEffect(() => {
    document.title = name ? `${name} · Albumen` : 'Albumen'
  }, [name])
  return (
    <div className={classes('mx-auto flex w-full flex-col gap-6 px-4 py-6 sm:px-6 sm:py-10 print:p-0', WIDTHS[width], asks && 'question')}>
      {children}
    </div>
  )
}

interface HeaderProps {
  title: ReactNode
  above?: ReactNode
  children?: ReactNode
  actions?: ReactNode
}

export function PageHeader({ title, above, children, actions }: HeaderProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div className="flex min-w-0 flex-col gap-1.5">
        {above}
        <h1 className="display text-2xl sm:text-3xl">{title}</h1>
        {children && <div className="max-w-2xl text-muted">{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
    </header>
  )
}

export function Card({ className, children, as: As = 'section', ...rest }: {
  className?: string
  children: ReactNode
  as?: 'section' | 'article' | 'li' | 'div'
  'aria-labelledby'?: string
  'aria-label'?: string
}) {
  return (
    <As {...rest} className={classes('rounded-card border border-line bg-surface p-5 shadow-card sm:p-6', className)}>
      {children}
    </As>
  )
}

function BackAnchor({ children, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> }) {
  return (
    <a {...rest} className="inline-flex items-center gap-1.5 self-start text-sm font-semibold text-muted hover:text-ink">
      <ArrowLeft aria-hidden className="size-4" />
      {children}
    </a>
  )
}

export const BackLink = createLink(BackAnchor)

function TabAnchor({ children, className, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> }) {
  return (
    <a
      {...rest}
      className={classes(
        'inline-flex min-h-11 items-center gap-2 border-b-2 border-transparent px-1 font-semibold whitespace-nowrap text-muted hover:text-ink',
        'aria-[current=page]:border-accent aria-[current=page]:text-ink',
        className,
      )}
    >
      {children}
    </a>
  )
}

/** One of several pages about the same thing; the router marks the present one. */
export const TabLink = createLink(TabAnchor)

export function TabBar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label} className="-mx-4 overflow-x-auto border-b border-line sm:mx-0">
      <div className="flex w-max min-w-full gap-6 px-4 sm:px-0">{children}</div>
    </nav>
  )
}

function InlineAnchor({ children, className, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> }) {
  return (
    <a {...rest} className={classes('font-semibold text-accent underline decoration-1 underline-offset-4 hover:text-accent-strong', className)}>
      {children}
    </a>
  )
}

export const TextLink = createLink(InlineAnchor)
