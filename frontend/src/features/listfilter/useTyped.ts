import { useEffect, useRef, useState } from 'react'

const PAUSE_MS = 250

/** What is being typed, and the same told to `settle` once the typing pauses. */
export function useTyped(value: string, settle: (typed: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(value)
  const told = useRef(value)
  const tell = useRef(settle)
  useEffect(() => {
    tell.current = settle
  }, [settle])
  useEffect(() => {
    // The address changed by itself: going back, a link.
    if (value !== told.current) {
      told.current = value
      setTyped(value)
    }
  }, [value])
  useEffect(() => {
    if (typed.trim() === told.current) return
    const clock = setTimeout(() => {
      told.current = typed.trim()
      tell.current(told.current)
    }, PAUSE_MS)
    return () => clearTimeout(clock)
  }, [typed])
  return [typed, setTyped]
}
