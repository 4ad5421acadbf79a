import { useSyncExternalStore } from 'react'

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'good' | 'bad'
  /** Takes back what the toast tells of. */
  undo?: () => void
  /** Until when what it tells of has to wait, milliseconds as of `Date.now()`; counted down beside the text. */
  until?: number
  /** What it is about: it takes the place of the one before about the same, so that answers do not pile up. */
  about?: string
}

const SECONDS = 6
const SECONDS_WITH_MORE = 12

let shown: readonly Toast[] = []
let last = 0
const watchers = new Set<() => void>()
const clocks = new Map<number, ReturnType<typeof setTimeout>>()

function change(next: readonly Toast[]): void {
  shown = next
  watchers.forEach((tell) => tell())
}

/** Says something in passing, at the edge of the page and to screen readers. */
export function toast(text: string, options: Partial<Omit<Toast, 'id' | 'text'>> = {}): number {
  const id = ++last
  const others = shown.filter((one) => options.about === undefined || one.about !== options.about)
  const stay = others.slice(-2)
  for (const one of shown) if (!stay.includes(one)) holdToast(one.id)
  change([...stay, { tone: 'plain', ...options, id, text }])
  resumeToast(id)
  return id
}

export function dismissToast(id: number): void {
  holdToast(id)
  change(shown.filter((one) => one.id !== id))
}

export function dismissToasts(which: (toast: Toast) => boolean = () => true): void {
  for (const one of shown.filter(which)) dismissToast(one.id)
}

/** It stays while somebody points at it or is in it. */
export function holdToast(id: number): void {
  clearTimeout(clocks.get(id))
  clocks.delete(id)
}

export function resumeToast(id: number): void {
  holdToast(id)
  const one = shown.find((candidate) => candidate.id === id)
  if (one) clocks.set(id, setTimeout(() => dismissToast(id), (one.undo || one.until ? SECONDS_WITH_MORE : SECONDS) * 1000))
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
    () => shown,
  )
}
