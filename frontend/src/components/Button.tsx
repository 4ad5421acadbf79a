import { createLink } from '@tanstack/react-router'
import { LoaderCircle, type LucideIcon } from 'lucide-react'
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from 'react'
import { classes } from './classes'

export type Look = 'primary' | 'quiet' | 'plain' | 'danger'
export type Size = 'small' | 'normal' | 'large'

interface Shape {
  look?: Look
  size?: Size
  icon?: LucideIcon
  children?: ReactNode
}

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  quiet: 'bg-surface text-ink hover:bg-sunken border-edge',
  plain: 'bg-transparent text-ink hover:bg-sunken border-transparent',
  danger: 'bg-bad text-on-bad hover:opacity-90 border-transparent',
}

const SIZES: Record<Size, string> = {
  small: 'min-h-9 px-3 text-sm gap-1.5',
  normal: 'min-h-11 px-4 text-base gap-2',
  large: 'min-h-13 px-6 text-lg gap-2.5',
}

function shape({ look = 'quiet', size = 'normal' }: Shape, more?: string): string {
  return classes(
    'inline-flex items-center justify-center rounded-control border font-semibold whitespace-nowrap',
    'transition-colors duration-150 select-none disabled:opacity-50 disabled:cursor-not-allowed',
    LOOKS[look],
    SIZES[size],
    more,
  )
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Shape {
  /** Work is going on: shows so, and takes no second press, but keeps the focus. */
  busy?: boolean
  ref?: Ref<HTMLButtonElement>
}

function pressed(busy: boolean | undefined, onClick: ButtonProps['onClick']) {
  return {
    'aria-disabled': busy || undefined,
    'aria-busy': busy || undefined,
    onClick: (event: MouseEvent<HTMLButtonElement>) => {
      if (busy) event.preventDefault()
      else onClick?.(event)
    },
  }
}

export function Button({ look, size, icon: Icon, busy, children, className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      {...pressed(busy, onClick)}
      className={shape({ look, size }, className)}
    >
      {busy ? <LoaderCircle aria-hidden className="size-5 animate-turn" /> : Icon && <Icon aria-hidden className="size-5" />}
      {children}
    </button>
  )
}

export interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  icon: LucideIcon
  /** What it does, in words; also shown as its tooltip. */
  label: string
}

export function IconButton({ icon: Icon, label, look = 'plain', size, busy, className, onClick, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      {...pressed(busy, onClick)}
      className={classes(shape({ look, size }), 'aspect-square px-0!', className)}
    >
      {busy ? <LoaderCircle aria-hidden className="size-5 animate-turn" /> : <Icon aria-hidden className="size-5" />}
    </button>
  )
}

interface AnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement>, Shape {
  ref?: Ref<HTMLAnchorElement>
}

/** A plain link that looks like a button: downloads, and addresses outside the client. */
export function ButtonAnchor({ look, size, icon: Icon, children, className, ...rest }: AnchorProps) {
  return (
    <a {...rest} className={shape({ look, size }, className)}>
      {Icon && <Icon aria-hidden className="size-5" />}
      {children}
    </a>
  )
}

/** A link to a page of ours that looks like a button. */
export const ButtonLink = createLink(ButtonAnchor)
