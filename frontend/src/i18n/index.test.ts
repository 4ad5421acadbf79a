import { beforeEach, expect, it, vi } from 'vitest'

/** Texts that come when the test lets them: each import waits for its own word. */
function held() {
  let come = () => {}
  const coming = new Promise<void>((resolve) => {
    come = resolve
  })
  return { coming, come }
}

let texts: typeof import('./index')
let i18n: typeof import('i18next').default
let desk: Record<'en' | 'de', ReturnType<typeof held>>

beforeEach(async () => {
  vi.resetModules()
  desk = { en: held(), de: held() }
  for (const language of ['en', 'de'] as const) {
    vi.doMock(`@/locales/${language}`, () => ({ default: { door: `door ${language}` } }))
    vi.doMock(`@/locales/${language}/desk`, async () => {
      await desk[language].coming
      return { default: { work: `desk ${language}` } }
    })
  }
  texts = await import('./index')
  i18n = (await import('i18next')).default
  localStorage.clear()
  return () => {
    for (const language of ['en', 'de']) {
      vi.doUnmock(`@/locales/${language}`)
      vi.doUnmock(`@/locales/${language}/desk`)
    }
    vi.resetModules()
  }
})

const said = () => i18n.t('work', { defaultValue: 'missing' })

it('waits for the texts of a language that is chosen while those of another are on their way', async () => {
  await texts.startI18n('en')
  const opening = texts.loadDesk()
  const choosing = texts.chooseLanguage('de')
  desk.en.come()
  await opening
  expect([i18n.language, said()]).toEqual(['en', 'desk en'])
  desk.de.come()
  await choosing
  expect([i18n.language, said(), document.documentElement.lang]).toEqual(['de', 'desk de', 'de'])
})

it('does not open a page before the texts of a language that was chosen just before are there', async () => {
  await texts.startI18n('en')
  await texts.chooseLanguage('de')
  let open = false
  const opening = texts.loadDesk().then(() => {
    open = true
  })
  const again = texts.loadDesk()
  desk.en.come()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(open).toBe(false)
  desk.de.come()
  await Promise.all([opening, again])
  expect(said()).toBe('desk de')
})

it('leaves out what nobody asked for, and what was chosen before the last choice', async () => {
  await texts.startI18n('en')
  await texts.chooseLanguage('de')
  expect(said()).toBe('missing')
  void texts.loadDesk()
  const slow = texts.chooseLanguage('de')
  desk.en.come()
  await texts.chooseLanguage('en')
  desk.de.come()
  await slow
  expect([i18n.language, said(), localStorage.getItem('albumen.language')]).toEqual(['en', 'desk en', 'en'])
})
