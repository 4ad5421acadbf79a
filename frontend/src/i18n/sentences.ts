import type { Language } from '.'
import { formatBytes, formatNumber } from './format'

/** One of the server's sentences in another language. */
interface Sentence {
  /** True whatever the numbers are. */
  detail: string
  /** Better ones, each for when the server says every value that it names; the first that fits is taken. */
  exact?: string[]
  advice?: string
}

/** The server speaks English; what it says in other languages, by its codes (src/albumen/errors.py and below). */
export interface Sentences {
  codes: Record<string, Sentence>
  faults: Record<string, Sentence>
}

export type Values = Record<string, string | number>

const known = new Map<string, Sentences>()

export function keepSentences(language: Language, sentences: Sentences): void {
  known.set(language, sentences)
}

const VARIABLE = /\{\{(\w+)\}\}/g

function written(name: string, value: string | number): string {
  if (typeof value === 'string') return value
  return name.endsWith('bytes') ? formatBytes(value) : formatNumber(value)
}

/** What the server said, in this language; undefined where its own sentence is to be shown. */
export function sentenceOf(language: string, kind: keyof Sentences, code: string, values: Values = {}): { detail: string; advice: string } | undefined {
  const said = known.get(language)?.[kind]
  const found = said && Object.hasOwn(said, code) ? said[code] : undefined
  if (!found) return undefined
  const fitting = found.exact?.find((text) => [...text.matchAll(VARIABLE)].every(([, name = '']) => name in values))
  const detail = (fitting ?? found.detail).replace(VARIABLE, (_, name: string) => written(name, values[name] ?? ''))
  return { detail, advice: found.advice ?? '' }
}
