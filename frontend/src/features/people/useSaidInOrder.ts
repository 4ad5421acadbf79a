import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Done } from './actions'

/** Something that was said, sent or not yet. */
interface Step<About> {
  about: About
  told: Promise<Done | undefined>
}

/**
 * What is said on a page of questions. The page goes on at once; what was said is sent behind, one after the other, so
 * that an undo never overtakes what it takes back.
 *
 * @param onAgain asks once more: what was said about this was taken back, here or in its toast, or was refused.
 */
export function useSaidInOrder<About>(onAgain: (about: About) => void) {
  const [steps, setSteps] = useState<readonly Step<About>[]>([])
  const latest = useRef(steps)
  const line = useRef<Promise<unknown>>(Promise.resolve())
  const again = useRef(onAgain)
  useEffect(() => {
    again.current = onAgain
  })

  const keep = useCallback((next: readonly Step<About>[]) => {
    latest.current = next
    setSteps(next)
  }, [])
  /** Forget it, once, and ask again. */
  const forget = useCallback(
    (step: Step<About>) => {
      if (!latest.current.includes(step)) return false
      keep(latest.current.filter((one) => one !== step))
      again.current(step.about)
      return true
    },
    [keep],
  )
  /** Sends something that nobody waits for; what comes after it is sent whatever becomes of it. */
  const behind = useCallback((send: () => Promise<unknown>) => {
    line.current = line.current.then(send).catch(() => undefined)
  }, [])
  const say = useCallback(
    (about: About, send: (takenBack: () => void) => Promise<Done | undefined>) => {
      const told: Promise<Done | undefined> = line.current.then(() => send(() => forget(step))).catch(() => undefined)
      const step = { about, told }
      keep([...latest.current, step])
      line.current = told.then((done) => {
        if (!done) forget(step)
      })
    },
    [forget, keep],
  )
  const undo = useCallback(() => {
    const last = latest.current.at(-1)
    if (last && forget(last)) behind(async () => (await last.told)?.undo())
  }, [behind, forget])
  return useMemo(() => ({ say, behind, undo, canUndo: steps.length > 0 }), [say, behind, undo, steps.length])
}
