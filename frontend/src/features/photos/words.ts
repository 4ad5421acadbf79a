import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { FaceOut, PhotoOut } from '@/api/generated'
import { formatDateTime, formatList } from '@/i18n/format'

/** Who is in a photo: names, and how many others; undefined where nobody has a name. */
export function useWhoIn(): (faces: readonly FaceOut[] | null | undefined) => string | undefined {
  const { t } = useTranslation()
  return useCallback(
    (faces) => {
      const names = faces?.map((face) => face.person?.name ?? '').filter(Boolean) ?? []
      const others = (faces?.length ?? 0) - names.length
      if (names.length === 0) return undefined
      return formatList(others ? [...names, t('sorting.others', { count: others })] : names)
    },
    [t],
  )
}

/** What a screen reader says of a photo: its place, its title or name, when it was taken, how many faces, its state. */
export function useWordsOf(timeZone: string): (photo: PhotoOut, index: number, total: number) => string {
  const { t } = useTranslation()
  return useCallback(
    (photo, index, total) => {
      const state = photo.hosting?.state ?? 'ready'
      return [
        t('workspace.photos.place', { at: index + 1, total: Math.max(total, index + 1) }),
        photo.title || photo.filename,
        photo.taken_at && formatDateTime(photo.taken_at, timeZone),
        state === 'ready' ? t('workspace.photos.faces', { count: photo.hosting?.face_count ?? 0 }) : t(`workspace.photos.state.${state}`),
      ]
        .filter(Boolean)
        .join(', ')
    },
    [t, timeZone],
  )
}
