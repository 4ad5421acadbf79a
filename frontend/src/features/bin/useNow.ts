import { useEffect, useState } from 'react'

const OFTEN_MS = 10_000

/** The time by this device's clock, every ten seconds. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const clock = setInterval(() => setNow(Date.now()), OFTEN_MS)
    return () => clearInterval(clock)
  }, [])
  return now
}
