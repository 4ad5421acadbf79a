import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { RegistrationOut } from '@/api/generated'
import { markChildMutation } from '@/api/generated/@tanstack/react-query.gen'
import { ProblemNotice } from '@/components/Feedback'
import { CheckField } from '@/components/Field'
import { toast } from '@/components/toasts'
import { registrationChanged, registrationOptions } from './registration'

/** Whether the selfie is a child's: then less is shown without the host's look. Saved as soon as it is said. */
export function ForAChild({ registration }: { registration: RegistrationOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const path = { registration_id: registration.id }
  const mark = useMutation({
    ...markChildMutation(),
    onSuccess: async ({ child }) => {
      queries.setQueryData(registrationOptions(registration.id).queryKey, (now) => now && { ...now, child })
      const undo = () => mark.mutate({ path, body: { child: !child } })
      toast(t(child ? 'guest.child.said' : 'guest.child.saidNot'), { undo })
      await registrationChanged(queries, registration.id)
    },
  })
  const child = mark.isPending ? mark.variables.body.child : registration.child
  return (
    <div className="flex flex-col gap-2">
      <CheckField
        label={t('guest.child.label')}
        hint={registration.child_by_host ? t('guest.child.byHost') : t('guest.child.hint')}
        checked={child}
        aria-disabled={mark.isPending}
        onChange={(event) => {
          if (!mark.isPending) mark.mutate({ path, body: { child: event.target.checked } })
        }}
      />
      {mark.isError && <ProblemNotice error={mark.error} />}
    </div>
  )
}
