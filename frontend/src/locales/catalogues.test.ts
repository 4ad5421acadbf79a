import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import de from './de'
import deDesk from './de/desk'
import en from './en'
import enDesk from './en/desk'

type Texts = Map<string, string>

/** Every text of a catalogue by its dotted key. */
function flat(branch: object, above = ''): Texts {
  const found: Texts = new Map()
  for (const [name, value] of Object.entries(branch) as [string, unknown][]) {
    const key = above + name
    if (typeof value === 'object' && value !== null) flat(value, `${key}.`).forEach((text, deeper) => found.set(deeper, text))
    else found.set(key, String(value))
  }
  return found
}

/** i18next's suffixes: what the code asks for is the key without them. */
const SUFFIX = /_(zero|one|two|few|many|other|ordinal_\w+)$/
const asked = (key: string) => key.replace(SUFFIX, '')

function variables(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([\w.]+)/g)].map((found) => found[1] ?? ''))].sort()
}

const catalogues = { en: flat({ ...en, ...enDesk }), de: flat({ ...de, ...deDesk }) }

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|^locales|generated|routeTree/.test(name))
  .map((name) => readFileSync(join('src', name), 'utf8'))

/** What the sources may ask for: whole keys, and patterns where a part of the key is computed. */
const literals = new Set(sources.flatMap((text) => [...text.matchAll(/(['"])((?:[\w-]+\.)+[\w-]+)\1/g)].map((found) => found[2] ?? '')))
const patterns = sources.flatMap((text) =>
  [...text.matchAll(/`((?:[\w-]+\.)+(?:[\w.-]|\$\{[^}`]*\})*)`/g)]
    .map((found) => found[1] ?? '')
    .filter((pattern) => pattern.includes('${'))
    .map((pattern) => new RegExp(`^${pattern.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '.+')}$`)),
)

describe('texts', () => {
  it('are there in every language, with the same keys', () => {
    const [first, second] = [catalogues.en, catalogues.de].map((texts) => [...texts.keys()].sort())
    expect(second).toEqual(first)
  })

  it('are not empty', () => {
    const empty = Object.entries(catalogues).flatMap(([tag, texts]) => [...texts].filter(([, text]) => !text.trim()).map(([key]) => `${tag} ${key}`))
    expect(empty).toEqual([])
  })

  it('name the same values in every language', () => {
    const different = [...catalogues.en].filter(([key, text]) => {
      const other = catalogues.de.get(key) ?? ''
      // "one" may leave its number out: "a photo"
      return !key.endsWith('_one') && variables(text).join() !== variables(other).join()
    })
    expect(different.map(([key]) => key)).toEqual([])
  })

  it('have both numbers where they have one', () => {
    const lonely = [...catalogues.en.keys()].filter((key) => {
      const [, number] = SUFFIX.exec(key) ?? []
      return (number === 'one' || number === 'other') && !catalogues.en.has(`${asked(key)}_${number === 'one' ? 'other' : 'one'}`)
    })
    expect(lonely).toEqual([])
  })

  it('are all used', () => {
    const unused = [...catalogues.en.keys()].filter(
      (key) => ![key, asked(key)].some((name) => literals.has(name) || patterns.some((pattern) => pattern.test(name))),
    )
    expect(unused).toEqual([])
  })

  it('are there wherever one is asked for', () => {
    const known = new Set([...catalogues.en.keys()].flatMap((key) => [key, asked(key)]))
    const calls = sources.flatMap((text) => [...text.matchAll(/\bt\(\s*(['"])([\w.-]+)\1/g)].map((found) => found[2] ?? ''))
    expect(calls.filter((key) => !known.has(key))).toEqual([])
  })
})
