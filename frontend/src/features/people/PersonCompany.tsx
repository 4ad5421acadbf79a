import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { PersonOut } from '@/api/generated'
import { classes } from '@/components/classes'
import { FaceCover } from './FaceCover'
import { companyOptions } from './people'

/** Who is in the same photos as somebody; each leads to the photos of both, and the chosen one back to all. */
export function PersonCompany({ person, beside }: { person: PersonOut; beside: string | undefined }) {
  const { t } = useTranslation()
  const { data } = useQuery(companyOptions(person.id))
  if (!data?.items.length) return null
  const name = person.name || t('people.nameless')
  return (
    <section className="flex flex-col gap-1">
      <h3 id="company" className="text-sm font-semibold text-muted">
        {t('people.company.title', { name })}
      </h3>
      <nav aria-labelledby="company" className="-mx-4 overflow-x-auto px-4 sm:-mx-1 sm:px-1">
        <ul className="flex w-max gap-1 py-1">
          {data.items.map(({ person: other, photos }) => {
            const chosen = other.id === beside
            return (
              <li key={other.id}>
                <Link
                  from="/people/$personId"
                  to="/people/$personId"
                  params={{ personId: person.id }}
                  search={(before) => ({ ...before, from: undefined, with: chosen ? undefined : other.id })}
                  resetScroll={false}
                  className={classes('flex w-20 flex-col items-center gap-1 rounded-card p-1.5 text-center text-xs', chosen ? 'bg-accent-soft' : 'hover:bg-sunken')}
                >
                  <FaceCover face={other.cover} pixels={56} className={classes('size-14 rounded-full', chosen && 'outline-3 outline-offset-1 outline-accent')} />
                  <span className={classes('line-clamp-1 max-w-full break-all', other.name ? 'font-semibold' : 'text-muted')}>{other.name || t('people.company.nameless')}</span>{' '}
                  <span className="text-muted">{t('people.photos', { count: photos })}</span>
                </Link>
              </li>
            )
          })}
        </ul>
      </nav>
    </section>
  )
}
