import { act, render, screen } from '@testing-library/react'
import i18n from 'i18next'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ProblemNotice } from '@/components/Feedback'
import { toastProblem } from '@/components/problemToast'
import { Toasts } from '@/components/Toasts'
import { startI18n } from '@/i18n'
import german from '@/locales/de/problems.json'
import { asProblem, inOurWords } from './problems'

const FULL = {
  status: 413,
  code: 'too_many_events',
  detail: 'You keep 200 events, as many as you may.',
  advice: 'Delete something, or ask whoever runs this server to raise the limit.',
}
const WRONG = {
  status: 422,
  code: 'invalid_event',
  detail: 'What was said about the event does not fit together.',
  advice: 'Mend what is named and send it again.',
  fields: { name: 'At most 200 characters.', ends_at: 'It must end after it starts.', odd: 'Quite odd.' },
  faults: { name: { code: 'too_long', values: { most: 200 } }, ends_at: { code: 'ends_before_start', values: {} } },
}
const OFTEN = { status: 429, code: 'too_many_requests', detail: 'That was too often.', advice: 'Wait as long as Retry-After says.' }

describe('in German', () => {
  beforeEach(() => startI18n('de'))

  it('a problem is told by its code, with what to do', () => {
    expect(asProblem(FULL)).toMatchObject({ detail: german.codes.too_many_events.detail, advice: german.codes.too_many_events.advice })
  })

  it('numbers are told where the server gives them, as Germans write them', () => {
    expect(asProblem({ ...FULL, values: { most: 2000 } }).detail).toBe('Du hast 2.000 Veranstaltungen, so viele wie erlaubt.')
    const large = { status: 413, code: 'upload_too_large', detail: 'Large.', values: { most_bytes: 20_000_000 } }
    expect(asProblem(large).detail).toBe('Die Datei ist größer als 20 MB.')
  })

  it('the sentence whose every value was given is taken', () => {
    const full = (values: object) => asProblem({ status: 413, code: 'quota_reached', detail: 'Full.', values }).detail
    expect(full({ most_photos: 500 })).toBe('Hier ist alles voll: Platz ist für 500 Fotos.')
    expect(full({ most_photos: 500, event_bytes: 5e9 })).toMatch(/mit zusammen 5\sGB/)
    expect(full({})).toBe(german.codes.quota_reached.detail)
  })

  it('fields are told by their faults, and in the server’s words where it gave no code', () => {
    expect(asProblem(WRONG).fields).toEqual({
      name: ['Höchstens 200 Zeichen.'],
      ends_at: ['Das Ende muss nach dem Anfang liegen.'],
      odd: ['Quite odd.'],
    })
  })

  it('what has no sentence is told in the server’s words, whatever its code is called', () => {
    for (const code of ['of_tomorrow', 'constructor', 'toString']) {
      expect(asProblem({ ...FULL, code })).toMatchObject({ detail: FULL.detail, advice: FULL.advice })
    }
  })

  it('a problem that was told is told the same again', () => {
    const once = asProblem(WRONG)
    expect(asProblem(once)).toEqual(once)
  })

  it('other things with a code are told alike', () => {
    expect(inOurWords('picture_damaged', 'The file is damaged.', 'Copy it.')).toEqual(german.codes.picture_damaged)
    expect(inOurWords('', 'Why?', undefined)).toEqual({ detail: 'Why?', advice: '' })
  })

  it('how long to wait is told instead of the name of a header', () => {
    expect(asProblem({ ...OFTEN, retryAfter: 10 }).advice).toBe('Versuche es in 10 Sek. noch einmal.')
  })
})

describe('in English', () => {
  beforeEach(() => startI18n('en'))

  it('the server’s own sentences are kept: they say the numbers', () => {
    expect(asProblem({ ...FULL, values: { most: 200 } })).toMatchObject({ detail: FULL.detail, advice: FULL.advice })
    expect(asProblem(WRONG).fields.name).toEqual(['At most 200 characters.'])
  })

  it('German sentences go when the language is changed', async () => {
    await startI18n('de')
    expect(asProblem(FULL).detail).toBe(german.codes.too_many_events.detail)
    await i18n.changeLanguage('en')
    expect(asProblem(FULL).detail).toBe(FULL.detail)
  })
})

describe('what was too often', () => {
  beforeEach(async () => {
    await startI18n('en')
    vi.useFakeTimers()
  })
  afterEach(() => vi.useRealTimers())

  const seconds = (count: number) => {
    act(() => void vi.advanceTimersByTime(count * 1000))
  }
  const seen = () => document.querySelector('[aria-hidden]:not(svg)')?.textContent

  it('is counted down in a notice, and not begun again when the page is drawn again', () => {
    const error = { ...OFTEN, retryAfter: 10 }
    const { rerender } = render(<ProblemNotice error={error} />)
    expect(screen.getByRole('alert')).toHaveTextContent('That was too often.')
    expect(screen.queryByText(/Retry-After/)).toBeNull()
    expect(seen()).toBe('Try again in 10 sec.')
    seconds(4)
    rerender(<ProblemNotice error={error} />)
    expect(seen()).toBe('Try again in 6 sec.')
    seconds(6)
    expect(screen.getByRole('alert')).toHaveTextContent('You can try again now.')
  })

  it('waits a minute where the server does not say how long', () => {
    render(<ProblemNotice error={OFTEN} />)
    expect(seen()).toBe('Try again in 1 min.')
  })

  it('is counted down in a toast', () => {
    render(<Toasts />)
    void act(() => toastProblem({ ...OFTEN, retryAfter: 10 }))
    expect(screen.getByRole('status')).toHaveTextContent('That was too often.')
    seconds(3)
    expect(seen()).toBe('Try again in 7 sec.')
  })
})
