import { useTranslation } from 'react-i18next'
import { TextField } from '@/components/Field'
import type { Failure } from '../session/failure'
import { PasswordField } from '../session/PasswordField'

/** What every account has: name, address, password. */
export function CredentialFields({ failure, nameHint }: { failure: Failure | null; nameHint: string }) {
  const { t } = useTranslation()
  return (
    <>
      <TextField
        label={t('account.name')}
        name="display_name"
        maxLength={120}
        autoComplete="name"
        hint={nameHint}
        error={failure?.fields.display_name}
      />
      <TextField
        label={t('account.email')}
        name="email"
        type="email"
        required
        maxLength={254}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        error={failure?.fields.email}
      />
      <PasswordField
        label={t('account.password.label')}
        hint={t('account.password.hint')}
        name="password"
        required
        autoComplete="new-password"
        error={failure?.fields.password}
      />
    </>
  )
}
