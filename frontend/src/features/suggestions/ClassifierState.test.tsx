import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import type { ClassifierOut } from '@/api/generated'
import { startI18n } from '@/i18n'
import german from '@/locales/de/problems.json'
import { ClassifierState } from './ClassifierState'

const FAILED: ClassifierOut = {
  state: 'failed',
  trained_at: null,
  people: 0,
  faces: 0,
  known: 0,
  found: 0,
  mistaken: 0,
  strangers: 0,
  taken: 0,
  done: 0,
  total: 0,
  begins_at: null,
  error_code: 'pack_unfitted',
  error: 'No pack of these photos can tell people apart.',
}

it.each([
  ['en', FAILED.error],
  ['de', german.codes.pack_unfitted.detail],
] as const)('says in the reader’s language (%s) why nothing was learned', async (language, sentence) => {
  await startI18n(language)
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ClassifierState libraryId="1" classifier={FAILED} />
    </QueryClientProvider>,
  )
  expect(screen.getByText(sentence)).toBeVisible()
})
