import { UserRound } from 'lucide-react'
import type { CroppedOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { FaceCrop } from '@/features/review/FaceCrop'
import { croppedFrom } from './people'

interface CoverProps {
  face: CroppedOut | null | undefined
  /** CSS pixels of its side, about. */
  pixels: number
  alt?: string
  className?: string
}

/** Somebody's face, or the sign for one where no photo shows them. */
export function FaceCover({ face, pixels, alt = '', className }: CoverProps) {
  if (!face) {
    return (
      <span role={alt ? 'img' : undefined} aria-label={alt || undefined} className={classes('grid aspect-square place-items-center bg-sunken text-muted', className)}>
        <UserRound aria-hidden className="size-2/5" />
      </span>
    )
  }
  return <FaceCrop {...croppedFrom(face)} pixels={pixels} alt={alt} className={className} />
}
