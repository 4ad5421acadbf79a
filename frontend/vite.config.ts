/// <reference types="vitest/config" />
import tailwindcss from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { compressed } from './build/compressed.ts'

const server = process.env.ALBUMEN_SITE ?? 'http://127.0.0.1:8000'

/** The page of all components, for whoever develops: not in what is built. */
const WORKSHOP = '^design\\.tsx$'

/** What every page needs comes in three files: in a file for each module, a phone asks sixty times before it shows anything. */
const EVERYWHERE = [
  {
    name: 'libraries',
    test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|i18next|react-i18next|@tanstack\/(?!react-virtual|virtual))/,
  },
  { name: 'frame', test: /src\/(components|i18n|api\/\w+\.ts|api\/generated\/(core|client)|features\/(session|shell))/ },
  // The table of all pages: what each loads comes when it is opened (`?tsr-split`).
  { name: 'pages', test: /src\/routes\/[^?]+\.tsx$/ },
]

export default defineConfig(({ command }) => ({
  plugins: [
    tanstackRouter({
      target: 'react',
      autoCodeSplitting: true,
      // What a page loads its data with comes with the page: else every page's queries are in the first load of all.
      codeSplittingOptions: {
        defaultBehavior: [['loader', 'component', 'pendingComponent', 'errorComponent', 'notFoundComponent']],
      },
      routeFileIgnorePattern: command === 'build' ? WORKSHOP : undefined,
    }),
    react(),
    tailwindcss(),
    compressed(),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    // Nothing becomes a data: address: the Content-Security-Policy wants files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: EVERYWHERE } } },
    manifest: true, // for the budget of what a page loads (tests/web/test_web_client_budget.py)
  },
  server: { proxy: { '^/(api|_allauth|admin|static|accounts|healthz)(/|$)': { target: server } } },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
    unstubGlobals: true,
    isolate: false, // a window for each file would be nine tenths of the time
  },
}))
