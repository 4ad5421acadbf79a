import { Eye, EyeOff } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/Button'
import { TextField, type TextFieldProps } from '@/components/Field'

interface PasswordFieldProps extends Omit<TextFieldProps, 'type' | 'autoComplete'> {
  autoComplete: 'current-password' | 'new-password'
}

/** A password that can be looked at, and that tells when Caps Lock is on. */
export function PasswordField({ hint, ...rest }: PasswordFieldProps) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))
  const said = capsLock ? t('account.password.capsLock') : ''
  return (
    <div className="relative">
      <TextField
        {...rest}
        hint={hint}
        type={shown ? 'text' : 'password'}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        maxLength={500}
        className="pr-12"
        onKeyDown={look}
        onKeyUp={look}
        onBlur={() => setCapsLock(false)}
      />
      <IconButton
        icon={shown ? EyeOff : Eye}
        size="small"
        label={shown ? t('account.password.hide') : t('account.password.show')}
        onClick={() => setShown(!shown)}
        className="absolute top-7.5 right-1"
      />
      <p role="status" className="text-sm font-medium text-warn not-empty:mt-1.5">
        {said}
      </p>
    </div>
  )
}
