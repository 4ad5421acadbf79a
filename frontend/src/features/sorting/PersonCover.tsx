import { UserRound } from 'lucide-react'
import type { CroppedOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { croppedFrom } from '@/features/people/people'
import { FaceCrop } from '@/features/review/FaceCrop'

interface CoverProps {
  face: CroppedOut | null | undefined
  /** CSS pixels of its side, about. */
  pixels: number
  alt?: string
  className?: string
}

/** A face beside words that say whose it is, or a sign for one where no photo shows it. */
export function PersonCover({ face, pixels, alt = '', className }: CoverProps) {
  if (face) return <FaceCrop {...croppedFrom(face)} pixels={pixels} alt={alt} className={className} />
  return (
    <span className={classes('grid aspect-square place-items-center bg-sunken text-muted', className)}>
      <UserRound aria-hidden className="size-1/2" />
    </span>
  )
}
