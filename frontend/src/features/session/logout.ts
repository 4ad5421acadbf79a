import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { toast } from '@/components/toasts'
import { forgetEverything } from './account'
import { allauth } from './allauth'

/** Ends the session here, and forgets what was loaded for it. */
export function useLogOut(): () => void {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  return () => {
    void (async () => {
      try {
        await allauth('DELETE', 'auth/session')
      } catch {
        toast(t('shell.problem.offline.detail'), { tone: 'bad' })
        return
      }
      await forgetEverything(queries)
      await navigate({ to: '/' })
    })()
  }
}
