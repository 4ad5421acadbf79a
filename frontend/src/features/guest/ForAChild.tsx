import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
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
  // What was said shows in the same moment: a mutation tells of itself a moment later, and the box would jump back.
  const [said, setSaid] = useState<boolean>()
  const mark = useMutation({
    ...markChildMutation(),
    onSettled: () => setSaid(undefined),
    onSuccess: async ({ child }) => {
      queries.setQueryData(registrationOptions(registration.id).queryKey, (now) => now && { ...now, child })
      toast(t(child ? 'guest.child.said' : 'guest.child.saidNot'), { undo: () => say(!child) })
      await registrationChanged(queries, registration.id)
    },
  })
  const say = (child: boolean) => {
    setSaid(child)
    mark.mutate({ path, body: { child } })
  }
  return (
    <div className="flex flex-col gap-2">
      <CheckField
        label={t('guest.child.label')}
        hint={registration.child_by_host ? t('guest.child.byHost') : t('guest.child.hint')}
        checked={said ?? registration.child}
        aria-disabled={mark.isPending}
        onChange={(event) => {
          if (!mark.isPending) say(event.target.checked)
        }}
      />
      {mark.isError && <ProblemNotice error={mark.error} />}
    </div>
  )
}
