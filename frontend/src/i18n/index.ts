import i18n from 'i18next'
import { initReactI18next } from 'react-i18next'
import { keepSentences, type Sentences } from './sentences'

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof LANGUAGES

const CHOICE = 'albumen.language'

const catalogues: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('@/locales/en'),
  de: () => import('@/locales/de'),
}

const deskCatalogues: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('@/locales/en/desk'),
  de: () => import('@/locales/de/desk'),
}
let atDesk = false

/** What the server says in languages that it does not speak itself. */
const serverSentences: Partial<Record<Language, () => Promise<{ default: Sentences }>>> = {
  de: () => import('@/locales/de/problems.json'),
}

function isLanguage(name: string | null | undefined): name is Language {
  return !!name && name in LANGUAGES
}

function preferred(): Language {
  const chosen = localStorage.getItem(CHOICE)
  if (isLanguage(chosen)) return chosen
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en'
}

/** Makes the texts of a language usable, beside those of the reader. */
export async function loadLanguage(language: Language): Promise<void> {
  const [{ default: catalogue }, sentences] = await Promise.all([catalogues[language](), serverSentences[language]?.()])
  if (sentences) keepSentences(language, sentences.default)
  i18n.addResourceBundle(language, 'texts', catalogue, true, true)
  if (atDesk) await addDesk(language)
}

async function addDesk(language: Language): Promise<void> {
  i18n.addResourceBundle(language, 'texts', (await deskCatalogues[language]()).default, true, true)
}

/** Makes the texts for one's own photos usable, in every language that is. */
export async function loadDesk(): Promise<void> {
  if (atDesk) return
  await Promise.all(Object.keys(i18n.services.resourceStore.data).filter(isLanguage).map(addDesk))
  atDesk = true
}

/** Loads the reader's language before anything is shown; resolves when texts can be used. */
export async function startI18n(language: Language = preferred()): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: ['texts'],
    defaultNS: 'texts',
    nsSeparator: false,
    partialBundledLanguages: true,
    resources: {},
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  })
  await loadLanguage(language)
  document.documentElement.lang = language
}

/** Switches the language at once and remembers it in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  await loadLanguage(language)
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
  localStorage.setItem(CHOICE, language)
}
