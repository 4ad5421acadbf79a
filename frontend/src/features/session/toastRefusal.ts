import i18n from 'i18next'
import { toast } from '@/components/toasts'
import type { AllauthAnswer } from './allauth'
import { failureOf } from './failure'

/** Says in passing why allauth refused something. */
export function toastRefusal(answer: Omit<AllauthAnswer<unknown>, 'data'>): void {
  const { detail, until } = failureOf(answer)
  toast(detail ?? i18n.t('shell.problem.unexpected.detail'), { tone: 'bad', until })
}
