import '@testing-library/jest-dom/vitest'
import { cleanup } from '@testing-library/react'
import i18n from 'i18next'
import { afterAll, afterEach } from 'vitest'
import { client } from '@/api/generated/client.gen'
import { dismissToasts } from '@/components/toasts'

afterEach(cleanup)

// Files share one window: the next one shall find toasts, language and client as if it were the first.
afterAll(async () => {
  dismissToasts()
  client.setConfig({ baseUrl: '', fetch: undefined })
  if (i18n.isInitialized) await i18n.changeLanguage('en')
})
