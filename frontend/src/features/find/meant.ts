import i18n from 'i18next'

/** What the reader's language calls months and countries, which the server knows by their numbers and letters. */
interface Names {
  /** By number, 1 to 12: whole and short. */
  months: string[][]
  countries: [code: string, name: string][]
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const SHORTEST = 2
const MOST_COUNTRIES = 20
const known = new Map<string, Names>()

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase()
}

function namesIn(language: string): Names {
  const before = known.get(language)
  if (before) return before
  const countries = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
  const months = (['long', 'short'] as const).map((month) => new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' }))
  const found = {
    months: Array.from({ length: 12 }, (_, at) => months.map((format) => plain(format.format(Date.UTC(2026, at, 15))).replace(/\.$/, ''))),
    countries: LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).flatMap((code): [string, string][] => {
      const name = countries.of(code)
      // Letters of a country that is called otherwise now, or never was one, have its name, too.
      return name && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}` ? [[code, plain(name)]] : []
    }),
  }
  known.set(language, found)
  return found
}

/** The months that a text names, 1 to 12: by their beginnings, or as "2026-07". */
export function monthsMeant(text: string, language = i18n.language): number[] {
  const written = /\b\d{4}-(\d{2})\b/.exec(text)
  if (written) return [Number(written[1])].filter((month) => month >= 1 && month <= 12)
  const words = plain(text).split(/[\s\d.,/-]+/).filter((word) => word.length >= SHORTEST)
  return namesIn(language).months.flatMap((names, at) => (words.some((word) => names.some((name) => name.startsWith(word))) ? [at + 1] : []))
}

/** The countries whose name begins as a text does, by their two letters. */
export function countriesMeant(text: string, language = i18n.language): string[] {
  const start = plain(text.trim())
  if (start.length < SHORTEST) return []
  return namesIn(language).countries.filter(([, name]) => name.startsWith(start)).map(([code]) => code).slice(0, MOST_COUNTRIES)
}

/** A country's name in the reader's language; its letters where it has none. */
export function countryName(code: string, language = i18n.language): string {
  try {
    return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code
  } catch {
    return code // no code of a country
  }
}
