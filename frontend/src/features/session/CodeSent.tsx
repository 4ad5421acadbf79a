import { Trans, useTranslation } from 'react-i18next'
import { rememberedAddress } from './entry'

/** Where the code went; the same whether or not the address has an account. */
export function CodeSent() {
  const { t } = useTranslation()
  const email = rememberedAddress()
  return (
    <p className="text-muted">
      {email ? (
        <Trans i18nKey="account.code.sentTo" values={{ email }} components={{ b: <strong className="font-semibold text-ink" /> }} />
      ) : (
        t('account.code.sent')
      )}
    </p>
  )
}
