import { Skeleton } from '@/components/Feedback'
import { ALBUM_GRID } from './AlbumCard'

/** The place of albums that are on their way. */
export function AlbumsSkeleton() {
  return (
    <div className={ALBUM_GRID}>
      {Array.from({ length: 12 }, (_, at) => (
        <Skeleton key={at} className="aspect-square" />
      ))}
    </div>
  )
}
