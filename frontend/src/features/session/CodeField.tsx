import { TextField, type TextFieldProps } from '@/components/Field'
import { classes } from '@/components/classes'

/** A code of an e-mail or of an app, which phones and browsers may fill in. */
export function CodeField({ className, ...rest }: TextFieldProps) {
  return (
    <TextField
      name="code"
      required
      // Whoever is asked for a code has it before them and types.
      // eslint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      maxLength={40}
      autoComplete="one-time-code"
      autoCapitalize="characters"
      autoCorrect="off"
      spellCheck={false}
      {...rest}
      className={classes('text-lg font-semibold tracking-widest uppercase', className)}
    />
  )
}
