import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'

interface WhatGoesProps {
  what: ('selfie' | 'selfies' | 'faceData' | 'faceDataOfOne' | 'searches' | 'photos' | 'onlyThrough' | 'membership')[]
  after?: string
}

/** What exactly is destroyed. */
export function WhatGoes({ what, after }: WhatGoesProps) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-3">
      <p>{t('guest.goes.lead')}</p>
      <ul className="flex flex-col gap-2">
        {what.map((one) => (
          <li key={one} className="flex items-start gap-3">
            <Trash2 aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
            {t(`guest.goes.${one}`)}
          </li>
        ))}
      </ul>
      <p className="font-semibold">{t('guest.goes.forGood')}</p>
      {after && <p className="text-muted">{after}</p>}
    </div>
  )
}
