import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { Skeleton } from '@/components/Feedback'
import { FaceCover } from '@/features/people/FaceCover'
import { personFacesOptions } from '@/features/people/people'

/** Faces that are looked through for the best known ones, and how many of them are shown. */
const LOADED = 24
const SHOWN = 6

/** Faces that are somebody already, those that people confirmed first: to compare with. */
export function KnownFaces({ person }: { person: PersonOut }) {
  const { t } = useTranslation()
  const { data } = useInfiniteQuery(personFacesOptions(person.id, LOADED))
  const faces = data?.pages[0]?.items ?? []
  const known = [...faces].sort((one, other) => Number(other.why === 'said') - Number(one.why === 'said') || other.quality - one.quality).slice(0, SHOWN)
  return (
    <section aria-label={t('suggestions.known', { name: person.name })} className="flex flex-col gap-1.5">
      <h3 className="text-sm font-semibold">{t('suggestions.known', { name: person.name })}</h3>
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-3">
        {data
          ? known.map((face, at) => <FaceCover key={face.id} face={face} pixels={120} alt={t('suggestions.knownOne', { at: at + 1 })} className="w-full rounded-control" />)
          : Array.from({ length: SHOWN }, (_, at) => <Skeleton key={at} className="aspect-square" />)}
      </div>
    </section>
  )
}
