import { Copy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenMade } from '@/api/generated'
import { Button } from '@/components/Button'
import { Notice } from '@/components/Feedback'
import { TextField } from '@/components/Field'
import { copyText } from './copyText'

/** The token itself, for the only time. */
export function TokenSecret({ token }: { token: TokenMade }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn" title={t('account.tokens.once')}>
        {t('account.tokens.keep')}
      </Notice>
      <TextField
        label={token.name}
        value={token.token}
        readOnly
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        onFocus={(event) => event.target.select()}
      />
      <div className="flex items-center gap-3">
        <Button icon={Copy} onClick={() => void copyText(token.token).then(setCopied)}>
          {t('shell.copy')}
        </Button>
        <p role="status" className="text-sm font-medium text-good">
          {copied && t('shell.copied')}
        </p>
      </div>
      <p className="text-sm text-muted">{t('account.tokens.howTo')}</p>
      <code className="rounded-control bg-sunken px-3 py-2 text-sm break-all">Authorization: Bearer {token.hint}…</code>
    </div>
  )
}
