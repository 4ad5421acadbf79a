import { Copy, ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ButtonAnchor, IconButton } from '@/components/Button'
import { toast } from '@/components/toasts'
import { formatNumber } from '@/i18n/format'

interface CoordinatesProps {
  latitude: number
  longitude: number
  altitude: number | null
}

/** Where a photo was taken, in numbers to copy, and as a link that the device's own map opens. */
export function Coordinates({ latitude, longitude, altitude }: CoordinatesProps) {
  const { t } = useTranslation()
  const written = `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(written)
      toast(t('shell.copied'), { tone: 'good' })
    } catch {
      toast(written) // no permission, or no secure page: there it can be read and copied
    }
  }
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <span className="tabular-nums">{written}</span>
      {altitude !== null && (
        <span className="text-muted">{t('workspace.facts.altitude', { metres: formatNumber(altitude, { maximumFractionDigits: 0 }) })}</span>
      )}
      <IconButton icon={Copy} size="small" label={t('workspace.facts.copyPlace')} onClick={() => void copy()} />
      <ButtonAnchor href={`geo:${latitude},${longitude}`} size="small" icon={ExternalLink}>
        {t('workspace.facts.openMap')}
      </ButtonAnchor>
    </div>
  )
}
