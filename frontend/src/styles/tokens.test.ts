import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync('src/styles/tokens.css', 'utf8')
const pairs = new Map(
  [...css.matchAll(/--color-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map((found) => [
    found[1] ?? '',
    { light: found[2] ?? '', dark: found[3] ?? '' },
  ]),
)

/** WCAG 2.2, relative luminance of an sRGB colour. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

const surfaces = ['paper', 'surface', 'sunken', 'raised']
const readable: [string, string[], number][] = [
  ['ink', [...surfaces, 'accent-soft', 'good-soft', 'warn-soft', 'bad-soft'], 7],
  ['muted', [...surfaces, 'accent-soft'], 4.5],
  ['accent', [...surfaces, 'accent-soft'], 4.5],
  ['accent-strong', [...surfaces, 'accent-soft'], 4.5],
  ['on-accent', ['accent', 'accent-strong'], 4.5],
  ['good', [...surfaces, 'good-soft'], 4.5],
  ['warn', [...surfaces, 'warn-soft'], 4.5],
  ['bad', [...surfaces, 'bad-soft'], 4.5],
  ['on-bad', ['bad'], 4.5],
  ['edge', surfaces, 3],
]

describe.each(['light', 'dark'] as const)('%s colours', (scheme) => {
  it.each(readable.flatMap(([text, grounds, least]) => grounds.map((ground) => [text, ground, least] as const)))(
    '%s on %s has a contrast of at least %d',
    (text, ground, least) => {
      const front = pairs.get(text)?.[scheme]
      const back = pairs.get(ground)?.[scheme]
      if (!front || !back) throw new Error(`${text} or ${ground} is not in tokens.css`)
      expect(contrast(front, back)).toBeGreaterThanOrEqual(least)
    },
  )
})

describe('what is printed', () => {
  const said = [...(css.split('.light-only')[1] ?? '').matchAll(/--color-([a-z-]+): (#[0-9a-f]{6})/g)]

  it('has the light half of the pairs', () => {
    expect(said.length).toBeGreaterThan(0)
    for (const [, name = '', colour] of said) expect(colour, name).toBe(pairs.get(name)?.light)
  })

  it('has every colour that the poster uses', () => {
    const poster = readFileSync('src/features/poster/PosterSheet.tsx', 'utf8')
    const used = [...pairs.keys()].filter((name) => new RegExp(`(text|bg|border)-${name}(?![\\w-])`).test(poster))
    expect(said.map((found) => found[1]).sort()).toEqual(used.sort())
  })
})
