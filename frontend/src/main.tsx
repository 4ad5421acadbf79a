import '@fontsource-variable/figtree/wght.css'
import '@fontsource-variable/fraunces/wght.css'
import './styles/index.css'

import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeQueryClient } from './api/queries'
import { keepRetryAfter } from './api/retryAfter'
import { isMissingPart, nameMissingParts } from './features/shell/missingPart'
import { startI18n } from './i18n'
import { makeRouter } from './router'

const queries = makeQueryClient()
const router = makeRouter(queries)
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

nameMissingParts()
keepRetryAfter()
try {
  await startI18n()
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
} catch (error) {
  if (!isMissingPart(error)) throw error
  document.documentElement.dataset.unloaded = 'failed' // there are no texts: what index.html says is shown
}
