import i18n from 'i18next'
import { useTranslation } from 'react-i18next'
import { chooseLanguage, type Language, LANGUAGES } from '@/i18n'

/** The quiet end of every page. */
export function Footer() {
  const { t } = useTranslation()
  return (
    <footer className="mt-auto border-t border-line print:hidden">
      <div className="mx-auto flex max-w-7xl flex-wrap items-center justify-between gap-4 px-4 py-6 text-sm text-muted sm:px-6">
        <p>{t('shell.promise')}</p>
        <label className="flex items-center gap-2">
          {t('shell.language')}
          <select
            value={i18n.language}
            onChange={(event) => void chooseLanguage(event.target.value as Language)}
            className="min-h-9 rounded-control border border-edge bg-surface px-2 text-ink"
          >
            {Object.entries(LANGUAGES).map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </footer>
  )
}
