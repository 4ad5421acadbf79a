import { useTranslation } from 'react-i18next'
import type { ModelPackOut } from '@/api/generated'
import { formatList } from '@/i18n/format'
import { isKnown } from './models'

/** Names for people: of ours where we have one, else the catalogue's. */
export function usePackNames(packs: readonly ModelPackOut[]) {
  const { t } = useTranslation()
  const named = (name: string): string => (isKnown(name) ? t(`models.packs.${name}.name`) : (packs.find((pack) => pack.name === name)?.title ?? name))
  const told = (pack: ModelPackOut): string => (isKnown(pack.name) ? t(`models.packs.${pack.name}.text`) : pack.summary)
  return { named, told, list: (names: readonly string[]) => formatList(names.map(named)) }
}
