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
/** Whether a page wants them: from then on every language comes with them. */
let deskWanted = false
const deskTexts = new Map<Language, Promise<void>>()

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
  if (deskWanted) await addDesk(language)
}

/** Once for each language, whoever asks; again after a failure. */
function addDesk(language: Language): Promise<void> {
  let adding = deskTexts.get(language)
  if (!adding) {
    adding = deskCatalogues[language]().then(({ default: texts }) => void i18n.addResourceBundle(language, 'texts', texts, true, true))
    deskTexts.set(language, adding)
    adding.catch(() => deskTexts.delete(language))
  }
  return adding
}

/** Makes the texts for one's own photos usable, in every language that is, and in those that are chosen meanwhile or later. */
export async function loadDesk(): Promise<void> {
  deskWanted = true // before anything is waited for: a language that is chosen now must not come without them
  await Promise.all(Object.keys(i18n.services.resourceStore.data).filter(isLanguage).map(addDesk))
}

/** Loads the reader's language before anything is shown; resolves when texts can be used. */
export async function startI18n(language: Language = preferred()): Promise<void> {
  deskTexts.clear() // what was loaded is not in the store that begins here
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

let chosenLast = 0

/** Switches the language when its texts are there, and remembers it in this browser; of several choices the last counts. */
export async function chooseLanguage(language: Language): Promise<void> {
  const choice = ++chosenLast
  await loadLanguage(language)
  if (choice !== chosenLast) return
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
  localStorage.setItem(CHOICE, language)
}
