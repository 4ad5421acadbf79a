import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, ScanFace } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { AccountOut } from '@/api/generated'
import { Button } from '@/components/Button'
import { Badge } from '@/components/Feedback'
import { formatDate } from '@/i18n/format'
import { SettingsCard } from './AccountPage'
import { registrationsOptions } from './queries'

/** Each event that a guest joined, with the way to what they share there. */
export function EventsCard({ account }: { account: AccountOut }) {
  const { t } = useTranslation()
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(registrationsOptions)
  const registrations = data.pages.flatMap((page) => page.items)
  if (registrations.length === 0 && account.user_type === 'photographer') return null
  return (
    <SettingsCard title={t('account.sharing.title')} lead={t('account.sharing.lead')}>
      {registrations.length === 0 && <p className="text-muted">{t('account.sharing.none')}</p>}
      <ul className="flex flex-col divide-y divide-line">
        {registrations.map((one) => (
          <li key={one.id}>
            <Link
              to="/my/$registrationId"
              params={{ registrationId: one.id }}
              className="flex min-h-14 items-center gap-4 rounded-control px-2 py-3 hover:bg-sunken"
            >
              <ScanFace aria-hidden className="size-6 shrink-0 text-muted" />
              <span className="min-w-0 grow">
                <span className="block font-semibold">{one.event.name}</span>
                <span className="block text-sm text-muted">{t('account.sharing.joined', { date: formatDate(one.joined_at) })}</span>
              </span>
              <Badge tone={one.consented ? 'accent' : 'plain'}>
                {one.consented ? t('account.sharing.shared') : t('account.sharing.notShared')}
              </Badge>
              <ChevronRight aria-hidden className="size-5 shrink-0 text-muted" />
            </Link>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()} className="self-center">
          {t('shell.loadMore')}
        </Button>
      )}
    </SettingsCard>
  )
}
