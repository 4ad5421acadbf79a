import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { TermsOut } from '@/api/generated'
import { formatDate } from '@/i18n/format'

/** The terms as they hold now; they scroll in their own place. */
export function TermsText({ terms }: { terms: TermsOut }) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      // Scrolled by keyboard, too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="max-h-72 overflow-y-auto rounded-control border border-line bg-sunken p-4 text-sm"
    >
      <p id={id} className="font-semibold">
        {terms.title}
      </p>
      <p className="mb-3 text-muted">
        {t('account.terms.version', { version: terms.version, date: formatDate(terms.date) })}
      </p>
      <p className="whitespace-pre-line">{terms.text}</p>
    </section>
  )
}
