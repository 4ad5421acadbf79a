import { useMutation, useQueryClient, useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { KeySquare, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenMade, TokenOut } from '@/api/generated'
import { revokeTokenMutation } from '@/api/generated/@tanstack/react-query.gen'
import { Button } from '@/components/Button'
import { ConfirmDialog, Dialog } from '@/components/Dialog'
import { Badge, EmptyState } from '@/components/Feedback'
import { toastProblem } from '@/components/problemToast'
import { toast } from '@/components/toasts'
import { formatDate, formatFromNow, formatList } from '@/i18n/format'
import { AccountPage, SettingsCard } from './AccountPage'
import { tokensOptions } from './queries'
import { accessOf, RESOURCES } from './scopes'
import { TokenForm } from './TokenForm'
import { TokenSecret } from './TokenSecret'

/** Access tokens, by which programs act for somebody. */
export function TokensPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(tokensOptions)
  const tokens = data.pages.flatMap((page) => page.items)
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<TokenMade>()
  const [revoking, setRevoking] = useState<TokenOut>()
  const renew = () => queries.invalidateQueries({ queryKey: tokensOptions.queryKey })
  const revoke = useMutation({
    ...revokeTokenMutation(),
    onSuccess: () => toast(t('account.tokens.revoked'), { tone: 'good' }),
    onError: toastProblem,
    onSettled: renew,
  })
  const add = (
    <Button icon={Plus} look="primary" onClick={() => setMaking(true)}>
      {t('account.tokens.make')}
    </Button>
  )
  return (
    <AccountPage name={t('account.tabs.tokens')}>
      <SettingsCard title={t('account.tabs.tokens')} lead={t('account.tokens.lead')} aside={tokens.length > 0 && add}>
        {tokens.length === 0 ? (
          <EmptyState icon={KeySquare} title={t('account.tokens.none.title')} action={add}>
            {t('account.tokens.none.text')}
          </EmptyState>
        ) : (
          <ul className="flex flex-col divide-y divide-line">
            {tokens.map((token) => (
              <TokenRow key={token.id} token={token} onRevoke={() => setRevoking(token)} />
            ))}
          </ul>
        )}
        {hasNextPage && (
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()} className="self-center">
            {t('shell.loadMore')}
          </Button>
        )}
      </SettingsCard>
      <Dialog open={making} onClose={() => setMaking(false)} title={t('account.tokens.make')}>
        <TokenForm
          onClose={() => setMaking(false)}
          onMade={(token) => {
            setMaking(false)
            setMade(token)
            void renew()
          }}
        />
      </Dialog>
      <Dialog
        open={!!made}
        onClose={() => setMade(undefined)}
        title={t('account.tokens.yours')}
        actions={
          <Button look="primary" onClick={() => setMade(undefined)}>
            {t('account.tokens.kept')}
          </Button>
        }
      >
        {made && <TokenSecret token={made} />}
      </Dialog>
      <ConfirmDialog
        open={!!revoking}
        onClose={() => setRevoking(undefined)}
        onConfirm={() => {
          if (revoking) revoke.mutate({ path: { token_id: revoking.id } })
          setRevoking(undefined)
        }}
        title={t('account.tokens.revokeTitle', { name: revoking?.name })}
        confirm={t('account.tokens.revoke')}
      >
        {t('account.tokens.revokeText')}
      </ConfirmDialog>
    </AccountPage>
  )
}

function TokenRow({ token, onRevoke }: { token: TokenOut; onRevoke: () => void }) {
  const { t } = useTranslation()
  const [now] = useState(Date.now)
  const expired = token.expires_at !== null && new Date(token.expires_at).getTime() <= now
  const may = RESOURCES.flatMap((resource) => {
    const access = accessOf(token.scopes, resource)
    return access === 'none' ? [] : [t(`account.tokens.may.${resource}.${access}`)]
  })
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-4">
      <div className="flex min-w-0 grow flex-col gap-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-semibold">{token.name}</span>
          <code className="text-sm text-muted">{token.hint}…</code>
          {token.revoked_at ? (
            <Badge tone="bad">{t('account.tokens.isRevoked')}</Badge>
          ) : (
            expired && <Badge tone="warn">{t('account.tokens.isExpired')}</Badge>
          )}
        </p>
        <p className="text-sm text-muted">{formatList(may)}</p>
        <p className="text-sm text-muted">
          {t('account.tokens.since', { date: formatDate(token.created_at) })}
          {token.expires_at && !expired && !token.revoked_at && ` · ${t('account.tokens.until', { date: formatDate(token.expires_at) })}`}
          {' · '}
          {token.last_used_at ? t('account.lastUsed', { date: formatFromNow(token.last_used_at) }) : t('account.tokens.unused')}
        </p>
      </div>
      {!token.revoked_at && !expired && (
        <Button size="small" onClick={onRevoke} aria-label={t('account.tokens.revokeOf', { name: token.name })}>
          {t('account.tokens.revoke')}
        </Button>
      )}
    </li>
  )
}
