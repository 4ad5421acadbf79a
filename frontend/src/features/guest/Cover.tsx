import { useState } from 'react'
import { classes } from '@/components/classes'
import { Logo } from '@/features/shell/Logo'

/** An event's cover; where there is none, paper. */
export function Cover({ src, className }: { src: string | null; className?: string }) {
  const [broken, setBroken] = useState<string>()
  return (
    <div aria-hidden className={classes('grid place-items-center overflow-hidden bg-accent-soft', className)}>
      {src && src !== broken ? (
        <img src={src} alt="" className="size-full object-cover" onError={() => setBroken(src)} />
      ) : (
        <Logo className="h-1/3 max-h-16 opacity-50" />
      )}
    </div>
  )
}
