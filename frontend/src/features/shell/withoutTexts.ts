import { loadAnew } from './missingPart'

/** The one page that has no texts, because they could not be loaded: in both languages, as they are all it has. */
const SAID = ['This page could not be loaded. Check your connection.', 'Diese Seite konnte nicht geladen werden. Prüfe deine Verbindung.']
const AGAIN = 'Try again · Noch einmal versuchen'

/** Say that nothing can be shown, and offer to try again; tries by itself when the network is back. */
export function showWithoutTexts(root: HTMLElement): void {
  const page = document.createElement('main')
  page.className = 'mx-auto flex max-w-xl flex-col gap-4 px-4 py-16'
  const said = document.createElement('div')
  said.setAttribute('role', 'alert')
  for (const sentence of SAID) said.append(Object.assign(document.createElement('p'), { textContent: sentence }))
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: AGAIN })
  button.className = 'min-h-11 rounded-control bg-accent px-4 font-semibold text-on-accent'
  button.addEventListener('click', () => void loadAnew())
  page.append(said, button)
  root.replaceChildren(page)
  window.addEventListener('online', () => void loadAnew())
}
