import i18n from 'i18next'
import { toast } from '@/components/toasts'

/** A code in two halves, as it is read out: "SR2W-U7T2". */
export function readable(code: string): string {
  return code.length === 8 ? `${code.slice(0, 4)}-${code.slice(4)}` : code
}

/** Copies a text and says so; says the text itself where the browser does not copy. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast(i18n.t('shell.copied'), { tone: 'good' })
  } catch {
    toast(text)
  }
}

/** Hands an invitation to the device's own way of sharing; false where there is none or it was closed. */
export async function share(invitation: ShareData): Promise<boolean> {
  try {
    await navigator.share(invitation)
    return true
  } catch {
    return false
  }
}

export const canShare = typeof navigator !== 'undefined' && 'share' in navigator
