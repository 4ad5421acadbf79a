import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const tokens = readFileSync('src/styles/tokens.css', 'utf8')
const [light = '', dark = ''] = readFileSync('public/unloaded.css', 'utf8').split('@media (prefers-color-scheme: dark)')

function named(css: string): Record<string, string> {
  return Object.fromEntries([...css.matchAll(/--unloaded-([a-z-]+): (#[0-9a-f]{6})/g)].map((found) => [String(found[1]), String(found[2])]))
}

it('the page without its client has the colours of the others', () => {
  const [day, night] = [named(light), named(dark)]
  expect(Object.keys(day)).toContain('accent')
  expect(Object.keys(night)).toEqual(Object.keys(day))
  for (const [name, colour] of Object.entries(day)) expect(tokens).toContain(`--color-${name}: light-dark(${colour}, ${night[name]})`)
})
