import { allauth } from './allauth'
import { resetPending, stepOf, type Step } from './steps'

const ADDRESS = 'albumen.entry.email'

/** Where somebody who is not logged in was, when the page was loaded anew or left. */
export async function pendingStep(): Promise<Step> {
  return stepOf(await allauth('GET', 'auth/session'))
}

/** Whether somebody who asked for a new password has still to type in the code. */
export async function resetBegun(): Promise<boolean> {
  return resetPending(await allauth('GET', 'auth/session'))
}

/** Gives up a login or sign-up that was begun. */
export async function startAgain(): Promise<void> {
  forgetAddress()
  await allauth('DELETE', 'auth/session')
}

/** Remembers, for this tab, which address a code was sent to: the server does not say it again. */
export function rememberAddress(email: string): void {
  try {
    sessionStorage.setItem(ADDRESS, email.trim())
  } catch {
    // A browser that stores nothing: pages do without the address.
  }
}

export function rememberedAddress(): string {
  try {
    return sessionStorage.getItem(ADDRESS) ?? ''
  } catch {
    return ''
  }
}

export function forgetAddress(): void {
  try {
    sessionStorage.removeItem(ADDRESS)
  } catch {
    // as above
  }
}
