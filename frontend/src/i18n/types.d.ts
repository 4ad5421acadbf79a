import 'i18next'
import type en from '@/locales/en'
import type desk from '@/locales/en/desk'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'texts'
    resources: { texts: typeof en & typeof desk }
  }
}
