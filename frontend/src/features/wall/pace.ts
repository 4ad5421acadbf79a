import { useEffect, useState } from 'react'

/** Pixels a second from which nobody sees a photo: pictures wait until the page is moved slower. */
const FAST = 6000
/** Milliseconds over which the pace is measured. */
const SPAN = 80
/** Milliseconds without a fast move after which the page counts as calm. */
const CALM = 120

/** Tells how fast something is moved, by where it is and when. */
export class Pace {
  private readonly seen: { at: number; where: number }[] = []

  /** Note a place; says whether it is moved too fast for pictures. */
  moved(where: number, at: number): boolean {
    this.seen.push({ at, where })
    while (this.seen.length > 2 && at - (this.seen[1]?.at ?? at) > SPAN) this.seen.shift()
    const first = this.seen[0]
    if (!first || at <= first.at) return false
    const fast = (Math.abs(where - first.where) / (at - first.at)) * 1000 > FAST
    // One jump is no journey: a key, a link or the scroll bar's track leads somewhere at once.
    return fast && this.seen.length > 2
  }
}

const waiting = new Set<() => void>()
let pace: Pace | undefined
let hurried = false
let calm: ReturnType<typeof setTimeout> | undefined

function look() {
  pace ??= new Pace()
  if (!pace.moved(window.scrollY, performance.now())) return
  hurried = true
  clearTimeout(calm)
  calm = setTimeout(() => {
    hurried = false
    pace = undefined
    for (const go of [...waiting]) go()
  }, CALM)
}

/** Whether a picture that has just come into the page may be fetched: not while the reader rushes past it. */
export function useUnhurried(): boolean {
  const [may, setMay] = useState(() => !hurried)
  useEffect(() => {
    if (waiting.size === 0) window.addEventListener('scroll', look, { passive: true })
    const go = () => setMay(true)
    waiting.add(go)
    return () => {
      waiting.delete(go)
      if (waiting.size === 0) window.removeEventListener('scroll', look)
    }
  }, [])
  return may
}

/** For `ref` of a picture: gives what it holds back when it leaves the page, rather than whenever memory is tidied. */
export function released(picture: HTMLImageElement | null) {
  return () => {
    setTimeout(() => {
      if (picture && !picture.isConnected) {
        picture.removeAttribute('srcset')
        picture.removeAttribute('src')
      }
    })
  }
}
