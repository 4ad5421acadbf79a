import { useTranslation } from 'react-i18next'

/** Where a grid of photos will be. */
export function GridSkeleton() {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('shell.loading')} className="flex flex-wrap gap-1.5">
      {[330, 165, 330, 293, 220, 330, 165, 293, 330, 330, 220, 165].map((width, at) => (
        <div key={at} aria-hidden className="skeleton h-32 grow rounded-sm sm:h-55" style={{ flexBasis: width * 0.7 }} />
      ))}
    </div>
  )
}
