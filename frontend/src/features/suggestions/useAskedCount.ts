import { useInfiniteQuery } from '@tanstack/react-query'
import type { PersonOut } from '@/api/generated'
import { personSuggestionsOptions } from './queries'

/** How much is asked about somebody with a name; as far as it is loaded where it is very much. */
export function useAskedCount(person: PersonOut): number {
  const enabled = person.name !== ''
  const joins = useInfiniteQuery({ ...personSuggestionsOptions(person.id, 'join'), enabled })
  const doubts = useInfiniteQuery({ ...personSuggestionsOptions(person.id, 'doubt'), enabled })
  return [joins, doubts].reduce((sum, list) => sum + (list.data?.pages.reduce((all, page) => all + page.items.length, 0) ?? 0), 0)
}
