import { useState } from 'react'

/** A switch that this browser remembers. */
export function useChoice(name: string, otherwise: boolean): [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => {
    const kept = localStorage.getItem(name)
    return kept === null ? otherwise : kept === 'on'
  })
  return [
    on,
    (now) => {
      localStorage.setItem(name, now ? 'on' : 'off')
      setOn(now)
    },
  ]
}
